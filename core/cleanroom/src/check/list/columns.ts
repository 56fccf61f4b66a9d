import type { ListRule } from '../../model/analysis-rule.ts'
import { mentions } from '../definition.ts'
import { places } from '../place.ts'
import { type Check, columnAt, ownColumn, type RuledTable, refuse } from '../question.ts'

/** Refuses columns other than list columns outside join conditions, because join columns only say who is common. */
export const checkListColumns: Check<RuledTable<ListRule>> = (table, question) =>
  places(question).flatMap(({ clause, expression }) =>
    mentions(expression, question.definitions).flatMap(({ column, base }) => {
      if (ownColumn(table, base.column.id) === undefined || table.rule.listColumns.includes(base.column.name)) return []
      const parameters = {
        column: columnAt(question, column.at, base.column.name),
        clause,
        allowed: table.rule.listColumns,
      }
      return [refuse(table, 'RULE_COLUMN_POSITION', parameters, column.at)]
    }),
  )
