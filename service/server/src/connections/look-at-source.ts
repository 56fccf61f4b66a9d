import type { PreviewQuestion, SchemaQuestion, SourcePreview, SourceQuestion, SourceReport } from '@glovebox/api'
import type { Source } from '@glovebox/cleanroom'
import type { FetchControl, PinnedTable, SourceFailure } from '@glovebox/source'
import { typeName } from '@glovebox/sql'
import { done, type Outcome } from '../collaboration/outcome.ts'
import { columnMismatches } from '../usecase/column-mismatches.ts'
import { statedColumns } from '../usecase/stated-columns.ts'
import { bringHead, columnsIn, type FoundColumns } from './bring-head.ts'
import type { Look } from './look.ts'
import { previewRows } from './preview-rows.ts'
import { readSource } from './read-source.ts'

const lookMs = 60_000

/** Looks whether a source can be read, and what it states of itself; no row is shown. */
export async function testSource(
  look: Look,
  { source }: SourceQuestion,
  control: FetchControl,
): Promise<Outcome<SourceReport>> {
  const read = readSource(source)
  if (!read.ok) return read
  return pinned(look, read.value.source, control, async (table) => ({
    ...reportOf(table),
    ...columnsReport(statedColumns(table)),
  }))
}

/** The columns of a source, as it states them or as its rows tell, and what becomes of those that are declared otherwise. */
export async function describeSource(
  look: Look,
  { source, columns }: SchemaQuestion,
  control: FetchControl,
): Promise<Outcome<SourceReport>> {
  const read = readSource(source, columns)
  if (!read.ok) return read
  return pinned(look, read.value.source, control, async (table, both) => {
    const found = await columnsIn(look, table, {}, both)
    if (!found.ok) return failureOf(found.failure)
    const { columns: types, unread } = found.value
    const mismatches = columnMismatches(read.value.table, types)
    return {
      ...reportOf(table),
      ...columnsReport(types),
      ...(mismatches.length === 0 ? {} : { mismatches }),
      ...(unread.length === 0 ? {} : { unread }),
    }
  })
}

/** The first rows of a source, for its owner. Only what they take is brought, and wiped. */
export async function previewSource(
  look: Look,
  { source, rows = 10 }: PreviewQuestion,
  control: FetchControl,
): Promise<Outcome<SourcePreview>> {
  const read = readSource(source)
  if (!read.ok) return read
  return pinned<SourcePreview>(look, read.value.source, control, (table, both) =>
    bringHead(look, table, { rows }, both, async (local) => {
      const found = await columnsIn(look, table, { local }, both)
      if (!found.ok) return failureOf(found.failure)
      return previewRows(look, local, found.value.columns, { rows, control: both })
    }),
  )
}

type Looked = { readonly status: 'ok' | 'failed'; readonly tookMs: number }

async function pinned<T extends Looked>(
  { open, clock }: Look,
  source: Source,
  control: FetchControl,
  use: (table: PinnedTable, control: FetchControl) => Promise<Omit<T, 'tookMs'> | Failed>,
): Promise<Outcome<T>> {
  const limit = AbortSignal.timeout(lookMs)
  const both = { ...control, signal: control.signal === undefined ? limit : AbortSignal.any([control.signal, limit]) }
  const begun = clock().getTime()
  const took = (): number => Math.max(0, clock().getTime() - begun)
  const opened = await open(source)
  const held = opened.ok ? await opened.value.pin(both) : opened
  if (!held.ok) return done({ ...failureOf(held.failure), tookMs: took() } as unknown as T)
  try {
    const used = await use(held.value, both)
    return done({ ...used, tookMs: took() } as unknown as T)
  } finally {
    await held.value.close()
  }
}

type Failed = { readonly status: 'failed'; readonly failure: { readonly kind: string; readonly reason: string } }

function failureOf({ kind, reason }: SourceFailure): Failed {
  return { status: 'failed', failure: { kind, reason } }
}

function reportOf({ size, advice = [] }: PinnedTable): Omit<SourceReport, 'tookMs'> {
  const { files, bytes, rows } = size
  return {
    ...{ status: 'ok', files },
    ...(bytes === undefined ? {} : { bytes }),
    ...(rows === undefined ? {} : { rows: Math.round(rows) }),
    ...(advice.length === 0 ? {} : { advice }),
  }
}

function columnsReport(columns: FoundColumns['columns'] | undefined): Pick<SourceReport, 'columns'> {
  if (columns === undefined) return {}
  return {
    columns: columns.map(({ name, engineType, type }) => ({
      ...{ name, sourceType: engineType },
      ...(type === undefined ? {} : { type: typeName(type) }),
    })),
  }
}
