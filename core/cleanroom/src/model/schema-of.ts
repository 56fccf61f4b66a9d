import { type ColumnSchema, parseTypeText, type Schema } from '@glovebox/sql'
import type { Collaboration, TableAssociation } from './collaboration.ts'

/** The columns found in each table's source, by table; types inferred or pinned. */
export type FoundColumns = Readonly<Record<string, readonly ColumnSchema[]>>

/** The tables of a collaboration as SQL sees them: their allowed columns, with declared types where there are any. */
export function schemaOf(collaboration: Collaboration, found: FoundColumns): Schema {
  return {
    tables: collaboration.tables.map((table) => ({ name: table.name, columns: allowedColumns(table, found) ?? [] })),
  }
}

/** The allowed columns of a table; undefined where they are not known without its source. */
export function allowedColumns(table: TableAssociation, found: FoundColumns): readonly ColumnSchema[] | undefined {
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
