import { type Check, placeOfTable, refuse } from '../question.ts'

/** Refuses a table that asks for differential privacy, because without noise its promise would be broken. */
export const checkPrivacy: Check = (table, { collaboration }) => {
  const { name, owner, privacy } = table.association
  const isRuled = table.rule?.kind === 'custom' && table.rule.differentialPrivacy !== undefined
  const isBudgeted = privacy !== undefined && collaboration.budgets.some((budget) => budget.owner === owner)
  return isRuled || isBudgeted ? [refuse(table, 'PRIVACY_NOT_AVAILABLE', { table: name }, placeOfTable(table))] : []
}
