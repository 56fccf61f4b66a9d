import type { Diagnostic } from '@glovebox/diagnostics'
import { type Expression, type FunctionName, relationsOf } from '@glovebox/sql'
import type { AggregationRule } from '../../model/analysis-rule.ts'
import { definitionOf, isConstant, written } from '../definition.ts'
import { type Check, type Question, type RuledTable, refuse, textAt } from '../question.ts'
import { allowedAggregates } from './aggregates.ts'

type Table = RuledTable<AggregationRule>

/** Refuses conditions on groups other than an aggregate against a number, because the rule lists no others. */
export const checkHaving: Check<Table> = (table, question) =>
  relationsOf(question.query).flatMap((relation) =>
    relation.kind === 'filter' && relation.clause === 'having'
      ? checkCondition(relation.condition, table, question)
      : [],
  )

const comparisons: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'equal',
  'not-equal',
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
])

function checkCondition(expression: Expression, table: Table, question: Question): readonly Diagnostic[] {
  const e = written(expression, question.definitions)
  if (e.kind === 'call' && (e.function === 'and' || e.function === 'or')) {
    return e.arguments.flatMap((argument) => checkCondition(argument, table, question))
  }
  if (e.kind === 'call' && comparisons.has(e.function)) {
    const sides = e.arguments
    if (sides.some((s) => isAggregate(s, question)) && sides.some((s) => isConstant(s, question.definitions))) return []
  }
  const parameters = { text: textAt(question, e.at), allowed: allowedAggregates(table.rule) }
  return [refuse(table, 'RULE_HAVING', parameters, e.at)]
}

function isAggregate(expression: Expression, { definitions }: Question): boolean {
  const e = written(expression, definitions)
  return e.kind === 'column' && definitionOf(e.id, definitions).kind === 'aggregate'
}
