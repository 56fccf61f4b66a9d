import { type Check, placeOfTable, refuse } from '../question.ts'

/** Refuses templates over tables without a custom rule, because only custom rules can approve one. */
export const checkTemplateKind: Check = (table, { template }) => {
  if (template === undefined || table.rule === undefined || table.rule.kind === 'custom') return []
  const parameters = { table: table.association.name, rule: table.rule.kind }
  return [refuse(table, 'RULE_TEMPLATE_KIND', parameters, placeOfTable(table))]
}
