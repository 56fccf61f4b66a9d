import {
  type Ask,
  type Collaboration,
  type FoundColumns,
  mentions,
  schemaOf,
  type TableAssociation,
} from '@glovebox/cleanroom'
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

/**
 * Types as declared, or as pinned, or as found in the source and pinned at this first use. Only tables that the ask may
 * read are looked at: a source that is missing stands in the way of its own table alone.
 */
export async function findSchema(world: World, collaboration: Collaboration, ask: Ask): Promise<FoundSchema> {
  const sql = sqlOf(ask, collaboration)
  const mentioned = collaboration.tables.filter(({ name }) => mentions(sql, name))
  // Key paths lead on to tables that the ask need not name.
  const walked = mentioned.flatMap(({ privacy }) => privacy?.unit.slice(1).map((step) => step.split('.')[0]) ?? [])
  const isRead = (table: TableAssociation): boolean => mentioned.includes(table) || walked.includes(table.name)
  const tables = collaboration.tables.filter((table) => table.columns.kind !== 'typed' && isRead(table))
  if (tables.length === 0) return { schema: declaredSchema(collaboration), diagnostics: [] }
  const looked = await fewAtOnce(tables, async (table) => ({ table, columns: await columnsAtUse(world, table) }))
  const found: Record<string, readonly ColumnSchema[]> = {}
  const diagnostics: Diagnostic[] = []
  for (const { table, columns } of looked) {
    if (columns.ok) found[table.name] = usableColumns(table, columns.value)
    else diagnostics.push(...columns.diagnostics)
  }
  return { schema: schemaOf(collaboration, found satisfies FoundColumns), diagnostics }
}

const declared = new WeakMap<Collaboration, Schema>()

/** The schema of a collaboration by what it declares alone: the same object as long as the collaboration is. */
function declaredSchema(collaboration: Collaboration): Schema {
  const known = declared.get(collaboration)
  if (known !== undefined) return known
  const schema = schemaOf(collaboration, {})
  declared.set(collaboration, schema)
  return schema
}

function sqlOf(ask: Ask, { templates }: Collaboration): string {
  return ask.kind === 'sql' ? ask.sql : (templates.find(({ name }) => name === ask.template)?.sql ?? '')
}

async function columnsAtUse(world: World, table: TableAssociation): Promise<Result<readonly FoundColumn[]>> {
  const pinned = await pinnedColumns(world, table)
  if (pinned !== undefined) return accepted(pinned)
  const found = await findColumns(world, table)
  return found.ok ? accepted(await pinColumns(world, table, found.value.columns, 'unless-pinned')) : found
}
