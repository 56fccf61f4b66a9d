import { type Check, placeOfTable, refuse } from '../question.ts'

/** Refuses a table whose results may only feed an additional analysis, because every query here is a direct one. */
export const checkAdditionalAnalysis: Check = (table) =>
  table.rule?.additionalAnalyses === 'REQUIRED'
    ? [refuse(table, 'RULE_ADDITIONAL_ANALYSIS', { table: table.association.name }, placeOfTable(table))]
    : []
