import type { Span } from '@glovebox/diagnostics'
import type { CustomRule } from '../../model/analysis-rule.ts'
import { mentions } from '../definition.ts'
import { outputs } from '../place.ts'
import { type Check, columnsOf, ownColumn, type Question, type RuledTable, refuse } from '../question.ts'

/** Refuses results with a value that flows from a disallowed column, because its owner wants it used but never shown. */
export const checkOutputColumns: Check<RuledTable<CustomRule>> = (table, question) => {
  const { disallowedOutputColumns } = table.rule
  if (disallowedOutputColumns.length === 0) return []
  const allowed = columnsOf(table).filter((name) => !disallowedOutputColumns.includes(name))
  return outputs(question.query).flatMap((output) => {
    const { lineage } = question.query.relation.columns.find(({ id }) => id === output.id) ?? { lineage: [] }
    const flowing = new Set(lineage.flatMap((id) => ownColumn(table, id)?.name ?? []))
    return disallowedOutputColumns
      .filter((column) => flowing.has(column))
      .map((column) => {
        const at = placeOf(column, output, table, question)
        return refuse(table, 'RULE_OUTPUT_COLUMN', { column, allowed }, at)
      })
  })
}

/** Where the column is written inside the SELECT item, or else the item. */
function placeOf(
  name: string,
  output: ReturnType<typeof outputs>[number],
  table: RuledTable<CustomRule>,
  { definitions }: Question,
): Span {
  const inside = mentions(output, definitions).find(
    ({ column, base }) =>
      ownColumn(table, base.column.id)?.name === name &&
      column.at.start >= output.at.start &&
      column.at.end <= output.at.end,
  )
  return inside?.column.at ?? output.at
}
