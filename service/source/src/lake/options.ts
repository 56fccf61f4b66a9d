import type { Need, SourceColumn } from '../port/table-source.ts'
import { unsupported } from './refused.ts'

/** An older version of a table: by the word that its format has for versions, or the one of a time in milliseconds. */
export type AsOf = { readonly version: bigint } | { readonly time: number }

/** The columns that a question needs, by name; without any named, all that have a type. */
export function neededColumns(columns: readonly SourceColumn[], need: Need): readonly string[] {
  if (need.columns === undefined) return columns.filter(({ type }) => type !== undefined).map(({ name }) => name)
  return need.columns.map((name) => {
    const column = columns.find((one) => one.name === name)
    if (column === undefined) return unsupported(`the table has no column \`${name}\``)
    if (column.type === undefined)
      return unsupported(`column \`${name}\` is of type \`${column.sourceType}\`, which is not read`)
    return name
  })
}
