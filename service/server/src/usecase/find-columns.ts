import type { TableAssociation } from '@glovebox/cleanroom'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import { describeTimeoutMs } from '../limits.ts'
import type { FoundColumn } from '../state/pins.ts'
import { fetchTables } from './fetch-tables.ts'
import { type HeldTable, pinTables, reportFailure } from './pin-tables.ts'
import { statedColumns } from './stated-columns.ts'
import type { World } from './world.ts'

/** What is found in a source: its columns, and what keeps lines of it from being rows. */
export type FoundSource = {
  readonly columns: readonly FoundColumn[]
  readonly unread: readonly string[]
  /** Whether the source states them itself: then no row decides what they are. */
  readonly isStated: boolean
}

/**
 * The columns and types in a table's source: as it states them, or as its rows tell. Why it cannot be read is not said:
 * the words of sources and engines may tell of rows.
 */
export async function findColumns(world: World, table: TableAssociation): Promise<Result<FoundSource>> {
  const held = await pinTables(world, [table], {})
  try {
    const [one] = held.tables
    return one === undefined ? refused([...held.diagnostics]) : await columnsOf(world, one)
  } finally {
    await held.close()
  }
}

async function columnsOf(world: World, held: HeldTable): Promise<Result<FoundSource>> {
  const { table, pinned } = held
  const stated = statedColumns(pinned)
  if (stated !== undefined) return accepted({ columns: stated, unread: [], isStated: true })
  const signal = AbortSignal.timeout(describeTimeoutMs)
  const fetched = await fetchTables(world, [{ ...held, need: {} }], { signal })
  try {
    if (fetched.kind === 'failed') return refused([reportFailure(world, table, fetched.failure)])
    const local = fetched.tables.get(table.name)
    if (local === undefined) throw new Error('a table that was fetched is not there')
    const engine = await world.engine()
    const description = await engine.describe(local, { signal })
    if (description.status === 'ok')
      return accepted({
        ...{ columns: description.columns, unread: description.unread ?? [] },
        // A Parquet file says what its columns are.
        isStated: local.format === 'parquet',
      })
    const { path, at } = table.source
    const parameters = { path, format: local.format }
    return refused([diagnostic('SOURCE_UNREADABLE', parameters, at, { table: table.name, owner: table.owner })])
  } finally {
    await fetched.wipe()
  }
}
