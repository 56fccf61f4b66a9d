import { type Expression, type Relation, relationsOf } from '@glovebox/sql'
import type { CustomRule } from '../../model/analysis-rule.ts'
import { type Check, type RuledTable, refuse, textAt } from '../question.ts'
import { isPlain } from './value-sources.ts'

/**
 * Refuses expressions inside aggregate and window functions where the owner allows columns only, because an expression
 * can give every person but one the same value. WITH queries and subqueries do not hide one.
 */
export const checkAggregateExpressions: Check<RuledTable<CustomRule>> = (table, question) =>
  table.rule.aggregationThreshold?.allowedAggregateExpressionType !== 'COLUMNS_ONLY'
    ? []
    : relationsOf(question.query)
        .flatMap(argumentsIn)
        .filter((argument) => !isPlain(argument, question.definitions))
        .map((argument) =>
          refuse(table, 'RULE_AGGREGATE_EXPRESSION', { text: textAt(question, argument.at) }, argument.at),
        )

function argumentsIn(relation: Relation): readonly Expression[] {
  if (relation.kind === 'reduce') return relation.aggregates.flatMap(({ argument }) => argument ?? [])
  return relation.kind === 'window' ? relation.calls.flatMap((call) => call.arguments) : []
}
