import { type Check, isPublic, placeOfTable, refuse } from '../question.ts'

/** Refuses a table without a rule, because its owner has not said what may be asked of it. */
export const checkRuleExists: Check = (table) =>
  table.rule !== undefined || isPublic(table)
    ? []
    : [refuse(table, 'RULE_MISSING', { table: table.association.name }, placeOfTable(table))]
