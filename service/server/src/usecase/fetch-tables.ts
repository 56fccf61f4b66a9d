import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalTable, Need, PinnedTable, SourceControl, SourceFailure } from '@glovebox/source'
import { diskShare, fetchWithin } from './fetch-within.ts'
import { type HeldTable, isLocal } from './pin-tables.ts'
import type { World } from './world.ts'

/** What is needed of a table: columns as SQL names them. */
export type TableNeed = Omit<Need, 'folder'>

/** What sources brought by the name of the table, or which of them did not. `wipe` removes what lies here for it. */
export type Fetched = { readonly wipe: () => Promise<void> } & (
  | { readonly kind: 'fetched'; readonly tables: ReadonlyMap<string, LocalTable> }
  | { readonly kind: 'failed'; readonly table: HeldTable['table']; readonly failure: SourceFailure }
)

/** Brings what is needed of tables to this machine. The first that cannot be brought ends it. */
export async function fetchTables(
  world: World,
  wanted: readonly (HeldTable & { readonly need: TableNeed })[],
  control: SourceControl,
): Promise<Fetched> {
  const isRemote = wanted.some(({ table }) => !isLocal(table))
  const folder = isRemote ? await world.fetchFolder() : undefined
  const wipe = async (): Promise<void> => folder?.wipe()
  const stop = new AbortController()
  const signal = control.signal === undefined ? stop.signal : AbortSignal.any([control.signal, stop.signal])
  // What is brought and what an engine puts aside lie on the same disk: each may have as much.
  const share = diskShare(world.limits().temporaryMb * 2 ** 20)
  const tables = new Map<string, LocalTable>()
  let failed: Extract<Fetched, { kind: 'failed' }> | undefined
  const fetchOne = async ({ table, pinned, need }: (typeof wanted)[number], index: number): Promise<void> => {
    const own = folder === undefined ? '' : join(folder.path, String(index))
    if (folder !== undefined) await mkdir(own, { mode: 0o700 })
    const found = await fetchWithin(share, pinned, { ...spelledAs(pinned, need), folder: own }, { signal })
    if (found.ok) tables.set(table.name, found.value)
    else {
      failed ??= { kind: 'failed', table, failure: found.failure, wipe }
      stop.abort()
    }
  }
  const broken: unknown[] = []
  await Promise.all(
    wanted.map((one, index) =>
      fetchOne(one, index).catch((error: unknown) => {
        broken.push(error)
        stop.abort()
      }),
    ),
  )
  if (broken.length > 0) {
    await wipe()
    throw broken[0]
  }
  return failed ?? { kind: 'fetched', tables, wipe }
}

/** Columns as the source spells them: just so, or the only one that differs in case. */
function spelledAs({ columns }: PinnedTable, need: TableNeed): TableNeed {
  if (columns === undefined) return need
  const spelled = (name: string): string => {
    if (columns.some((column) => column.name === name)) return name
    const similar = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
    return similar.length === 1 ? (similar[0]?.name ?? name) : name
  }
  return {
    ...(need.columns === undefined ? {} : { columns: need.columns.map(spelled) }),
    ...(need.bounds === undefined
      ? {}
      : { bounds: need.bounds.map((bounds) => ({ ...bounds, column: spelled(bounds.column) })) }),
  }
}
