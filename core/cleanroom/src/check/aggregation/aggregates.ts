import type { Diagnostic } from '@glovebox/diagnostics'
import { type Aggregate, relationsOf } from '@glovebox/sql'
import type { AggregationRule, RuleAggregate } from '../../model/analysis-rule.ts'
import { baseColumn } from '../definition.ts'
import {
  type Check,
  concerns,
  isFree,
  ownColumn,
  placeOfTable,
  type Question,
  type RuledTable,
  refuse,
  textAt,
  type UsedTable,
} from '../question.ts'

type Table = RuledTable<AggregationRule>

/** Refuses aggregates that the rule does not list for their column, because each function tells something else of it. */
export const checkAggregates: Check<Table> = (table, question) =>
  relationsOf(question.query).flatMap((relation) =>
    relation.kind === 'reduce'
      ? relation.aggregates.flatMap((aggregate) => checkAggregate(aggregate, table, question))
      : [],
  )

/** Refuses a query without an aggregate, because rows and groups alone are what the rule withholds. */
export const checkAggregateRequired: Check<Table> = (table, question) => {
  const hasAggregate = relationsOf(question.query).some((r) => r.kind === 'reduce' && r.aggregates.length > 0)
  return hasAggregate ? [] : [aggregateRequired(table, question)]
}

/** The refusal of a query that gives rows as they are. */
export function aggregateRequired(table: UsedTable, { query }: Question): Diagnostic {
  const allowed = table.rule?.kind === 'aggregation' ? allowedAggregates(table.rule) : []
  return refuse(table, 'RULE_AGGREGATE_REQUIRED', { allowed }, query.outputs[0]?.at ?? placeOfTable(table))
}

function checkAggregate(aggregate: Aggregate, table: Table, question: Question): readonly Diagnostic[] {
  const { argument, at } = aggregate
  if (argument === undefined) {
    const allowed = allowedAggregates(table.rule).filter((text) => text.startsWith('COUNT'))
    return [refuse(table, 'RULE_COUNT_ROWS', { allowed }, at)]
  }
  if (isFree(argument, question) || !concerns(argument, table, question)) return []
  const base = baseColumn(argument, question.definitions)
  const own = base === undefined ? undefined : ownColumn(table, base.column.id)
  if (own === undefined) {
    const parameters = { text: textAt(question, argument.at), allowed: allowedAggregates(table.rule) }
    return [refuse(table, 'RULE_AGGREGATE_ARGUMENT', parameters, argument.at)]
  }
  const name = ruleAggregate(aggregate)
  const entries = table.rule.aggregateColumns
  if (name === undefined || entries.every((entry) => entry.function !== name)) {
    const allowed = allowedAggregates(table.rule, own.name)
    const text = textAt(question, at)
    return [refuse(table, 'RULE_AGGREGATE_FUNCTION', { text, allowed }, at)]
  }
  if (entries.some((entry) => entry.function === name && entry.columnNames.includes(own.name))) return []
  const column = textAt(question, argument.at)
  const allowed = allowedAggregates(table.rule, own.name)
  return [refuse(table, 'RULE_AGGREGATE_COLUMN', { column, function: call(name, '…'), allowed }, argument.at)]
}

/** The rule's name of an aggregate; undefined for those that no rule can list. */
function ruleAggregate({ function: name, distinct }: Aggregate): RuleAggregate | undefined {
  if (name === 'sum') return distinct ? 'SUM_DISTINCT' : 'SUM'
  if (name === 'count') return distinct ? 'COUNT_DISTINCT' : 'COUNT'
  return name === 'avg' && !distinct ? 'AVG' : undefined
}

/** The aggregates of a rule as one writes them: those of the column, or all where it has none. */
export function allowedAggregates({ aggregateColumns }: AggregationRule, column?: string): readonly string[] {
  const all = aggregateColumns.flatMap(({ columnNames, function: name }) =>
    columnNames.map((of) => ({ of, text: call(name, of) })),
  )
  const ofColumn = all.filter(({ of }) => of === column)
  return [...new Set((ofColumn.length > 0 ? ofColumn : all).map(({ text }) => text))]
}

function call(name: RuleAggregate, column: string): string {
  switch (name) {
    case 'SUM':
    case 'COUNT':
    case 'AVG':
      return `${name}(${column})`
    case 'SUM_DISTINCT':
      return `SUM(DISTINCT ${column})`
    case 'COUNT_DISTINCT':
      return `COUNT(DISTINCT ${column})`
  }
}
