import type { TableAssociation } from '@glovebox/cleanroom'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import { describeTimeoutMs } from '../limits.ts'
import type { FoundColumn } from '../state/pins.ts'
import type { World } from './world.ts'

/** What is found in a source: its columns, and what keeps lines of it from being rows. */
export type FoundSource = { readonly columns: readonly FoundColumn[]; readonly unread: readonly string[] }

/** The columns and types in a table's source. Why it cannot be read is not said: the engine's words may quote rows. */
export async function findColumns(world: World, table: TableAssociation): Promise<Result<FoundSource>> {
  const source = await world.findSource(table)
  if (!source.ok) return source
  const engine = await world.engine()
  const description = await engine.describe(source.value, { signal: AbortSignal.timeout(describeTimeoutMs) })
  if (description.status === 'ok') return accepted({ columns: description.columns, unread: description.unread ?? [] })
  const { path, at } = table.source
  const parameters = { path, format: source.value.format }
  return refused([diagnostic('SOURCE_UNREADABLE', parameters, at, { table: table.name, owner: table.owner })])
}
