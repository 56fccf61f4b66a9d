import type { FetchControl, LocalTable, Need, PinnedTable, Sourced, SourceFailure } from '@glovebox/source'
import type { FoundColumn } from '../state/pins.ts'
import { diskShare, fetchWithin } from '../usecase/fetch-within.ts'
import { statedColumns } from '../usecase/stated-columns.ts'
import type { Look } from './look.ts'

/** The columns of a source, and what keeps lines of it from being rows. */
export type FoundColumns = { readonly columns: readonly FoundColumn[]; readonly unread: readonly string[] }

/** Of what cannot be looked at in part. */
const lookedAtMb = 8 * 1024

type Failed = { readonly status: 'failed'; readonly failure: SourceFailure }

/** Brings some of a table to a folder that is wiped when its use ends. */
export async function bringHead<T>(
  { fetchFolder }: Pick<Look, 'fetchFolder'>,
  table: PinnedTable,
  need: Omit<Need, 'folder'>,
  control: FetchControl,
  use: (local: LocalTable) => Promise<T>,
): Promise<T | Failed> {
  const folder = await fetchFolder()
  try {
    const fetched = await fetchWithin(diskShare(lookedAtMb * 2 ** 20), table, { ...need, folder: folder.path }, control)
    return fetched.ok ? await use(fetched.value) : { status: 'failed', failure: fetched.failure }
  } finally {
    await folder.wipe()
  }
}

/** The columns as the source states them, or as the engine finds them in its rows: in those that are here, or in all. */
export async function columnsIn(
  look: Look,
  table: PinnedTable,
  { local }: { readonly local?: LocalTable },
  control: FetchControl,
): Promise<Sourced<FoundColumns>> {
  const stated = statedColumns(table)
  if (stated !== undefined) return { ok: true, value: { columns: stated, unread: [] } }
  if (local !== undefined) return describe(look, local, control)
  const found = await bringHead(look, table, {}, control, (whole) => describe(look, whole, control))
  return 'ok' in found ? found : { ok: false, failure: found.failure }
}

async function describe(look: Look, local: LocalTable, control: FetchControl): Promise<Sourced<FoundColumns>> {
  const engine = await look.engine()
  const described = await engine.describe(local, control.signal === undefined ? {} : { signal: control.signal })
  if (described.status === 'ok')
    return { ok: true, value: { columns: described.columns, unread: described.unread ?? [] } }
  if (control.signal?.aborted === true) return stopped
  // The engine's own words may quote a row, and reasons are kept by whoever reads them.
  return { ok: false, failure: { kind: 'malformed', reason: `its files cannot be read as ${local.format}` } }
}

const stopped = { ok: false, failure: { kind: 'cancelled', reason: 'looking took too long, or was stopped' } } as const
