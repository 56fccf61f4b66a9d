import { foldCase, type TableAssociation, whyNoName } from '@glovebox/cleanroom'
import { type ColumnSchema, parseTypeText } from '@glovebox/sql'
import type { FoundColumn } from '../state/pins.ts'

/** A column of a source that SQL cannot name, and why. */
export type UnnamedColumn = { readonly column: string; readonly reason: string }

/** The columns that SQL can name and whose types it has; the others are not there. */
export function usableColumns(table: TableAssociation, columns: readonly FoundColumn[]): readonly ColumnSchema[] {
  const unnamed = new Set(unnamedColumns(table, columns).map(({ column }) => column))
  return columns.flatMap(({ name, engineType, type }) => {
    if (type === undefined || unnamed.has(name)) return []
    const range = type.kind === 'integer' ? parseTypeText(engineType)?.range : undefined
    return [{ name, type, nullable: true, ...(range === undefined ? {} : { range }) }]
  })
}

/** The columns a table asks of its source that SQL cannot name, or not tell apart: engines ignore case. */
export function unnamedColumns(table: TableAssociation, columns: readonly FoundColumn[]): readonly UnnamedColumn[] {
  const wanted = wantedColumns(table)
  const names = columns.map(({ name }) => name).filter((name) => wanted?.includes(name) !== false)
  const byCase = Map.groupBy(names, foldCase)
  return [...new Set(names)].flatMap((column) => {
    const reason = whyNoName('column', column) ?? whyNotOne(column, byCase.get(foldCase(column)) ?? [])
    return reason === undefined ? [] : [{ column, reason }]
  })
}

/** The names that a table allows; undefined where it allows all. */
export function wantedColumns({ columns }: TableAssociation): readonly string[] | undefined {
  switch (columns.kind) {
    case 'all':
      return undefined
    case 'names':
      return columns.names
    case 'typed':
      return columns.columns.map(({ name }) => name)
  }
}

function whyNotOne(column: string, alike: readonly string[]): string | undefined {
  if (alike.length === 1) return undefined
  const other = alike.find((name) => name !== column)
  return other === undefined ? 'the source has it more than once' : `it differs from \`${other}\` only in case`
}
