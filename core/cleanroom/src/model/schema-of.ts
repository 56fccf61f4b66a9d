import { type ColumnSchema, parseTypeText, type Schema, type SqlType } from '@glovebox/sql'
import type { Collaboration, TableAssociation } from './collaboration.ts'

/** The columns found in each table's source, by table; types inferred or pinned. */
export type FoundColumns = Readonly<Record<string, readonly ColumnSchema[]>>

/** The tables of a collaboration as SQL sees them: their allowed columns, with declared types where there are any. */
export function schemaOf(collaboration: Collaboration, found: FoundColumns): Schema {
  return {
    tables: collaboration.tables.map((table) => ({ name: table.name, columns: allowedColumns(table, found) ?? [] })),
  }
}

/** The allowed columns of a table, declared ranges applied; undefined where they are not known without its source. */
export function allowedColumns(table: TableAssociation, found: FoundColumns): readonly ColumnSchema[] | undefined {
  return typedColumns(table, found)?.map((column) => clamped(column, table))
}

/** The column within the range that its owner declares for differential privacy. */
function clamped(column: ColumnSchema, { privacy }: TableAssociation): ColumnSchema {
  const declared = privacy?.columns.find(({ name }) => name === column.name)?.range
  const range = declared && rangeWithin(declared, column.type)
  if (range === undefined) return column
  const { low, high } = column.range ?? range
  const within = { low: Math.max(low, range.low), high: Math.min(high, range.high) }
  return within.low > within.high ? column : { ...column, range: within, isClamped: true }
}

/** The part of a declared range that a type has values in; undefined where it has none. */
export function rangeWithin(
  { low, high }: { readonly low: number; readonly high: number },
  type: SqlType,
): { readonly low: number; readonly high: number } | undefined {
  switch (type.kind) {
    case 'integer': {
      const whole = { low: Math.ceil(low), high: Math.floor(high) }
      return whole.low <= whole.high ? whole : undefined
    }
    // A decimal between two of its steps is told by the engine; its ends are those that were declared.
    case 'decimal':
    case 'double':
      return { low, high }
    case 'boolean':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'interval':
    case 'null':
      return undefined
  }
}

function typedColumns(table: TableAssociation, found: FoundColumns): readonly ColumnSchema[] | undefined {
  const inSource = foundOf(table, found)
  switch (table.columns.kind) {
    case 'typed':
      // A cell that does not conform to the declared type is NULL; so every column may hold one.
      return table.columns.columns.map(({ name, type, declared }) => {
        const range = parseTypeText(declared)?.range
        return { name, type, nullable: true, ...(range === undefined ? {} : { range }) }
      })
    case 'names':
      if (inSource === undefined) return undefined
      return table.columns.names.flatMap((name) => inSource.filter((column) => column.name === name))
    case 'all':
      return inSource
  }
}

/** What was found in a table's source; undefined where nobody looked. */
export function foundOf({ name }: TableAssociation, found: FoundColumns): readonly ColumnSchema[] | undefined {
  return Object.hasOwn(found, name) ? found[name] : undefined
}
