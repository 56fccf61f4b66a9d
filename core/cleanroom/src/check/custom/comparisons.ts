import type { Diagnostic } from '@glovebox/diagnostics'
import type { CustomRule } from '../../model/analysis-rule.ts'
import { type Check, columnsOf, ownColumn, type RuledTable, refuse } from '../question.ts'
import { type Comparison, comparisons } from './comparison.ts'

/**
 * Refuses comparisons of columns that the owner has not listed for them, because a comparison picks rows by their value;
 * and any comparison of the identity column with a literal, because it picks a person.
 */
export const checkComparisons: Check<RuledTable<CustomRule>> = (table, question) =>
  table.rule.comparisonControls === undefined && table.rule.aggregationThreshold === undefined
    ? []
    : comparisons(question).flatMap((comparison) => checkComparison(comparison, table))

function checkComparison(
  { with: other, columns, at }: Comparison,
  table: RuledTable<CustomRule>,
): readonly Diagnostic[] {
  const { aggregationThreshold, comparisonControls } = table.rule
  const identity = aggregationThreshold?.identityColumn
  const own = [...columns].flatMap((id) => ownColumn(table, id) ?? [])
  const names = [...new Set(own.map(({ name }) => name))]
  switch (other) {
    case 'literal': {
      const listed = comparisonControls?.allowedLiteralComparisonColumns ?? columnsOf(table)
      const allowed = listed.filter((name) => name !== identity)
      return names
        .filter((name) => !allowed.includes(name))
        .map((column) =>
          refuse(table, 'RULE_LITERAL_COMPARISON', { column, isIdentity: column === identity, allowed }, at),
        )
    }
    case 'column': {
      const allowed = comparisonControls?.allowedColumnComparisonColumns ?? columnsOf(table)
      return names
        .filter((name) => !allowed.includes(name))
        .map((column) => refuse(table, 'RULE_COLUMN_COMPARISON', { column, allowed }, at))
    }
  }
}
