import { type Check, placeOfTable, refuse } from '../question.ts'

/**
 * Refuses a table whose results may only be activated where a result would go to members, and one whose results may not
 * be activated where it would go to a destination. A public table has no rule that could say so; its list of
 * destinations still does.
 */
export const checkAdditionalAnalysis: Check = (table, { destination }) => {
  const { name } = table.association
  const additional = table.rule?.additionalAnalyses ?? 'NOT_ALLOWED'
  if (destination === undefined) {
    return additional === 'REQUIRED'
      ? [refuse(table, 'RULE_ADDITIONAL_ANALYSIS', { table: name }, placeOfTable(table))]
      : []
  }
  return table.rule !== undefined && additional === 'NOT_ALLOWED'
    ? [refuse(table, 'RULE_ACTIVATION_NOT_ALLOWED', { table: name }, placeOfTable(table))]
    : []
}
