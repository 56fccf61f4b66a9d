import type { AnalysisRule } from '../../model/analysis-rule.ts'
import { type Check, columnsOf, placeOfTable, refuse } from '../question.ts'

/** Refuses a table whose rule protects a column that is not there, because a misspelt protection protects nothing. */
export const checkProtectedColumns: Check = (table) => {
  const columns = columnsOf(table)
  return (table.rule === undefined ? [] : protectedColumns(table.rule))
    .filter((column) => !columns.includes(column))
    .map((column) =>
      refuse(table, 'RULE_COLUMN_MISSING', { table: table.association.name, column }, placeOfTable(table)),
    )
}

function protectedColumns(rule: AnalysisRule): readonly string[] {
  switch (rule.kind) {
    case 'aggregation':
      return [...new Set(rule.outputConstraints.map(({ columnName }) => columnName))]
    case 'list':
      return []
    case 'custom': {
      const { disallowedOutputColumns, aggregationThreshold } = rule
      return [
        ...disallowedOutputColumns,
        ...(aggregationThreshold === undefined ? [] : [aggregationThreshold.identityColumn]),
      ]
    }
  }
}
