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
      const refused = names.filter((name) => !allowed.includes(name))
      const isIdentity = refused.length === 1 && refused[0] === identity
      const parameters = { columns: refused, isIdentity, allowed }
      return refused.length === 0 ? [] : [refuse(table, 'RULE_LITERAL_COMPARISON', parameters, at)]
    }
    case 'column': {
      const allowed = comparisonControls?.allowedColumnComparisonColumns ?? columnsOf(table)
      const refused = names.filter((name) => !allowed.includes(name))
      return refused.length === 0 ? [] : [refuse(table, 'RULE_COLUMN_COMPARISON', { columns: refused, allowed }, at)]
    }
  }
}
