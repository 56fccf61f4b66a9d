import { type Collaboration, type FoundColumns, schemaOf, type TableAssociation } from '@glovebox/cleanroom'
import { accepted, type Diagnostic, type Result } from '@glovebox/diagnostics'
import type { ColumnSchema, Schema } from '@glovebox/sql'
import type { FoundColumn } from '../state/pins.ts'
import { fewAtOnce } from './few-at-once.ts'
import { findColumns } from './find-columns.ts'
import { pinColumns, pinnedColumns } from './pin-columns.ts'
import { usableColumns } from './usable-columns.ts'
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
    if (columns.ok) found[table.name] = usableColumns(table, columns.value)
    else diagnostics.push(...columns.diagnostics)
  }
  return { schema: schemaOf(collaboration, found satisfies FoundColumns), diagnostics }
}

async function columnsAtUse(world: World, table: TableAssociation): Promise<Result<readonly FoundColumn[]>> {
  const pinned = pinnedColumns(world, table)
  if (pinned !== undefined) return accepted(pinned)
  const found = await findColumns(world, table)
  return found.ok ? accepted(pinColumns(world, table, found.value.columns, 'unless-pinned')) : found
}
