import { type Check, placeOfTable, refuse } from '../question.ts'

/** Refuses tables with different kinds of rule in one query, because each kind promises something else of the result. */
export const checkRuleKinds: Check = (table, { tables }) => {
  const ruled = tables.flatMap(({ association, rule }) =>
    rule === undefined ? [] : [{ table: association.name, rule: rule.kind }],
  )
  if (table.rule === undefined || ruled.every(({ rule }) => rule === table.rule?.kind)) return []
  return [refuse(table, 'RULE_KINDS_DIFFER', { tables: ruled }, placeOfTable(table))]
}
