import type { AggregationRule } from '../../model/analysis-rule.ts'
import { definitionOf, mentions } from '../definition.ts'
import { places } from '../place.ts'
import { type Check, columnAt, ownColumn, type RuledTable, refuse } from '../question.ts'

/** Refuses columns outside their positions, because only dimension columns may be seen, filtered and grouped by. */
export const checkColumns: Check<RuledTable<AggregationRule>> = (table, question) =>
  places(question).flatMap(({ clause, expression }) =>
    mentions(expression, question.definitions).flatMap(({ column, base }) => {
      if (ownColumn(table, base.column.id) === undefined) return []
      const isDimension = table.rule.dimensionColumns.includes(base.column.name)
      const parameters = {
        column: columnAt(question, column.at, base.column.name),
        clause,
        allowed: table.rule.dimensionColumns,
      }
      return isDimension ? [] : [refuse(table, 'RULE_COLUMN_POSITION', parameters, column.at)]
    }),
  )

/** Refuses selected and sorted columns that are not grouped, because they are single rows' values. */
export const checkGrouped: Check<RuledTable<AggregationRule>> = (table, question) =>
  places(question)
    .filter(({ clause }) => clause === 'SELECT' || clause === 'ORDER BY')
    .flatMap(({ expression }) => mentions(expression, question.definitions))
    .filter(({ column }) => definitionOf(column.id, question.definitions).kind === 'table')
    .filter(({ base }) => ownColumn(table, base.column.id) !== undefined)
    .map(({ column, base }) => {
      const parameters = { column: columnAt(question, column.at, base.column.name) }
      return refuse(table, 'RULE_GROUP_BY', parameters, column.at)
    })
