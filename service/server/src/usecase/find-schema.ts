import { type Collaboration, type FoundColumns, schemaOf, type TableAssociation } from '@glovebox/cleanroom'
import { accepted, type Diagnostic, type Result } from '@glovebox/diagnostics'
import { type ColumnSchema, parseTypeText, type Schema } from '@glovebox/sql'
import type { FoundColumn } from '../state/pins.ts'
import { fewAtOnce } from './few-at-once.ts'
import { findColumns } from './find-columns.ts'
import { pinColumns, pinnedColumns } from './pin-columns.ts'
import type { World } from './world.ts'

/** The schema of a collaboration, or why some table's columns are not known. */
export type FoundSchema = { readonly schema: Schema; readonly diagnostics: readonly Diagnostic[] }

/** Types as declared, or as pinned, or as found in the source and pinned at this first use. */
export async function findSchema(world: World, collaboration: Collaboration): Promise<FoundSchema> {
  const tables = collaboration.tables.filter(({ columns }) => columns.kind !== 'typed')
  const looked = await fewAtOnce(tables, async (table) => ({ table, columns: await columnsAtUse(world, table) }))
  const found: Record<string, readonly ColumnSchema[]> = {}
  const diagnostics: Diagnostic[] = []
  for (const { table, columns } of looked) {
    if (columns.ok) found[table.name] = usableColumns(columns.value)
    else diagnostics.push(...columns.diagnostics)
  }
  return { schema: schemaOf(collaboration, found satisfies FoundColumns), diagnostics }
}

async function columnsAtUse(world: World, table: TableAssociation): Promise<Result<readonly FoundColumn[]>> {
  const pinned = pinnedColumns(world, table)
  if (pinned !== undefined) return accepted(pinned)
  const columns = await findColumns(world, table)
  return columns.ok ? accepted(pinColumns(world, table, columns.value, 'unless-pinned')) : columns
}

/** The columns that SQL can name; one whose type it cannot is not there. */
export function usableColumns(columns: readonly FoundColumn[]): readonly ColumnSchema[] {
  return columns.flatMap(({ name, engineType, type }) => {
    if (type === undefined) return []
    const range = type.kind === 'integer' ? parseTypeText(engineType)?.range : undefined
    return [{ name, type, nullable: true, ...(range === undefined ? {} : { range }) }]
  })
}
