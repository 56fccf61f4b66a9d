import { diagnosticView, type TableReport, type ValidateAnswer } from '@glovebox/api'
import { type Collaboration, checkConfiguration, schemaOf, type TableAssociation } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic, hasErrors, type Result } from '@glovebox/diagnostics'
import { type ColumnSchema, typeName } from '@glovebox/sql'
import type { FoundColumn } from '../state/pins.ts'
import { columnMismatches } from './column-mismatches.ts'
import { fewAtOnce } from './few-at-once.ts'
import { type FoundSource, findColumns } from './find-columns.ts'
import { changedColumns, pinColumns, pinnedColumns } from './pin-columns.ts'
import { refusal } from './refusal.ts'
import { unnamedColumns, usableColumns, wantedColumns } from './usable-columns.ts'
import type { World } from './world.ts'

/** Checks the collaboration file against itself and its sources. With `pin` types are inferred afresh and written down. */
export async function validate(world: World, { pin }: { readonly pin: boolean }): Promise<ValidateAnswer> {
  const { text, collaboration, diagnostics: mistakes } = await world.document()
  if (collaboration === undefined) return refusal('validation', mistakes, text)
  const looked = await fewAtOnce(collaboration.tables, async (table) => ({
    table,
    source: await findColumns(world, table),
  }))
  const found: Record<string, readonly ColumnSchema[]> = {}
  const diagnostics: Diagnostic[] = [...mistakes]
  for (const { table, source } of looked) {
    if (!source.ok) {
      diagnostics.push(...source.diagnostics)
      continue
    }
    const isDeclared = table.columns.kind === 'typed'
    const current = source.value.columns
    const used = pin || isDeclared ? current : ((await pinnedColumns(world, table)) ?? current)
    found[table.name] = usableColumns(table, used)
    diagnostics.push(
      ...checkUnchanged(table, used, current),
      ...checkNames(table, current),
      ...checkDeclared(world, table, source.value),
      ...checkLines(table, source.value),
    )
    if (!isDeclared) diagnostics.push(...checkSupported(table, current))
  }
  diagnostics.push(...checkConfiguration(collaboration, found))
  if (hasErrors(diagnostics)) return refusal('validation', diagnostics, text)
  if (pin) await pinAll(world, looked)
  const tables = reportsOf(collaboration, found)
  return { status: 'ok', diagnostics: diagnostics.map((d) => diagnosticView(d, text)), tables, text }
}

type Looked = { readonly table: TableAssociation; readonly source: Result<FoundSource> }

async function pinAll(world: World, looked: readonly Looked[]): Promise<void> {
  for (const { table, source } of looked)
    if (source.ok && table.columns.kind !== 'typed') await pinColumns(world, table, source.value.columns, 'afresh')
}

/** Warns where a source is no longer what its pinned types say, because its cells then turn into NULL. */
function checkUnchanged(
  table: TableAssociation,
  pinned: readonly FoundColumn[],
  current: readonly FoundColumn[],
): readonly Diagnostic[] {
  const columns = changedColumns(pinned, current)
  if (columns.length === 0) return []
  return [diagnostic('SOURCE_CHANGED', { table: table.name, columns }, table.source.at, authorOf(table))]
}

/** Warns of columns that are declared as something else. What rows alone tell is for their owner. */
function checkDeclared(
  world: World,
  table: TableAssociation,
  { columns, isStated }: FoundSource,
): readonly Diagnostic[] {
  if (!isStated && !world.speaksToOwners) return []
  return columnMismatches(table, columns).map((mismatch) =>
    diagnostic('SOURCE_COLUMN_MISMATCH', mismatch, table.source.at, authorOf(table)),
  )
}

/** Warns of columns that SQL cannot name. */
function checkNames(table: TableAssociation, columns: readonly FoundColumn[]): readonly Diagnostic[] {
  return unnamedColumns(table, columns).map((unnamed) =>
    diagnostic('SOURCE_COLUMN_NAME', unnamed, table.source.at, authorOf(table)),
  )
}

/** Warns of lines that are not rows. */
function checkLines(table: TableAssociation, { unread }: FoundSource): readonly Diagnostic[] {
  if (unread.length === 0) return []
  const { path, at } = table.source
  return [diagnostic('SOURCE_LINES_UNREAD', { path, reasons: unread }, at, authorOf(table))]
}

/** Warns of columns whose types SQL does not have. */
function checkSupported(table: TableAssociation, columns: readonly FoundColumn[]): readonly Diagnostic[] {
  const wanted = wantedColumns(table)
  return columns
    .filter(({ name, type }) => type === undefined && wanted?.includes(name) !== false)
    .map(({ name, engineType }) =>
      diagnostic('SOURCE_COLUMN_TYPE', { column: name, type: engineType }, table.source.at, authorOf(table)),
    )
}

function reportsOf(
  collaboration: Collaboration,
  found: Readonly<Record<string, readonly ColumnSchema[]>>,
): readonly TableReport[] {
  const { tables } = schemaOf(collaboration, found)
  return collaboration.tables.map((table) => ({
    table: table.name,
    owner: table.owner,
    columns: (tables.find(({ name }) => name === table.name)?.columns ?? []).map(({ name, type }) => ({
      name,
      type: typeName(type),
      inferred: table.columns.kind !== 'typed',
    })),
  }))
}

function authorOf({ name, owner }: TableAssociation): { readonly table: string; readonly owner: string } {
  return { table: name, owner }
}
