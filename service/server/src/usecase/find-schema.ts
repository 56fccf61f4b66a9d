import type { TableReport } from '@glovebox/api'
import { type Collaboration, schemaOf, type TableAssociation } from '@glovebox/cleanroom'
import type { Diagnostic } from '@glovebox/diagnostics'
import { type ColumnSchema, parseTypeText, type Schema, typeName } from '@glovebox/sql'
import { appendEntry } from '../state/audit-log.ts'
import { transaction } from '../state/database.ts'
import { type FoundColumn, readPin, writePin } from '../state/pins.ts'
import { findColumns } from './find-columns.ts'
import type { World } from './world.ts'

/** What the tables' columns are, and where each type comes from. */
export type FoundSchema = {
  readonly schema: Schema
  /** The columns found in the sources, of tables whose types are not all declared. */
  readonly found: Readonly<Record<string, readonly ColumnSchema[]>>
  readonly reports: readonly TableReport[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * How pinned types are met: `use` infers and pins what is not pinned yet; `look` infers that too and pins nothing;
 * `renew` infers everything afresh and pins it.
 */
export type PinMode = 'use' | 'look' | 'renew'

/** The schema of a collaboration: declared types, or pinned ones, or those found in the source at first use. */
export async function findSchema(world: World, collaboration: Collaboration, mode: PinMode): Promise<FoundSchema> {
  const found: Record<string, readonly ColumnSchema[]> = {}
  const diagnostics: Diagnostic[] = []
  for (const table of collaboration.tables) {
    if (table.columns.kind === 'typed') continue
    const columns = await columnsOf(world, table, mode)
    if (columns.ok) found[table.name] = columns.value.flatMap(columnSchema)
    else diagnostics.push(...columns.diagnostics)
  }
  const schema = schemaOf(collaboration, found)
  return { schema, found, reports: reportsOf(collaboration, schema), diagnostics }
}

type Columns =
  | { readonly ok: true; readonly value: readonly FoundColumn[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

async function columnsOf(world: World, table: TableAssociation, mode: PinMode): Promise<Columns> {
  const source = JSON.stringify([table.source.format, table.source.path])
  const database = mode === 'renew' ? undefined : world.stateIfAny()
  const pinned = database === undefined ? undefined : readPin(database, table.name, source)
  if (pinned !== undefined) return { ok: true, value: pinned }
  const columns = await findColumns(world, table)
  return columns.ok && mode !== 'look' ? { ok: true, value: pin(world, table, source, columns.value, mode) } : columns
}

/** Writes types down, unless another process was first. */
function pin(
  world: World,
  table: TableAssociation,
  source: string,
  columns: readonly FoundColumn[],
  mode: PinMode,
): readonly FoundColumn[] {
  const database = world.state()
  return transaction(database, () => {
    const pinned = mode === 'renew' ? undefined : readPin(database, table.name, source)
    if (pinned !== undefined) return pinned
    writePin(database, table.name, source, columns)
    const named = columns.map(({ name, type }) => ({ name, type: type === undefined ? 'unsupported' : typeName(type) }))
    const at = world.clock().toISOString()
    appendEntry(database, { kind: 'pinned', member: table.owner, table: table.name, columns: named }, at)
    return columns
  })
}

/** A column whose type SQL cannot name is not there. */
function columnSchema({ name, engineType, type }: FoundColumn): readonly ColumnSchema[] {
  if (type === undefined) return []
  const range = type.kind === 'integer' ? parseTypeText(engineType)?.range : undefined
  return [{ name, type, nullable: true, ...(range === undefined ? {} : { range }) }]
}

function reportsOf(collaboration: Collaboration, schema: Schema): readonly TableReport[] {
  return collaboration.tables.map(({ name, owner, columns }) => ({
    table: name,
    owner,
    columns: (schema.tables.find((table) => table.name === name)?.columns ?? []).map((column) => ({
      name: column.name,
      type: typeName(column.type),
      inferred: columns.kind !== 'typed',
    })),
  }))
}
