import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import type { Schema } from '@glovebox/sql'
import type { EngineTable } from '../port/engine.ts'
import { type Fetched, fetchTables, type TableNeed } from './fetch-tables.ts'
import { type HeldTables, reportFailure } from './pin-tables.ts'
import type { World } from './world.ts'

/** What engines are given, or why not. `wipe` removes what lies on this machine for it. */
export type Brought = { readonly wipe: () => Promise<void> } & (
  | { readonly kind: 'brought'; readonly tables: readonly EngineTable[] }
  | { readonly kind: 'cancelled' | 'timed-out' }
  /** `reason` is for the data's owners only. */
  | {
      readonly kind: 'failed'
      readonly table: string
      readonly reason: string
      /** The same, where whoever asks is the owner. */
      readonly told: readonly Diagnostic[]
    }
)

/** Brings what queries need of the tables that are held, within the time of a run, and gives the tables back. */
export async function bringTables(
  world: World,
  held: HeldTables,
  needs: ReadonlyMap<string, TableNeed>,
  how: {
    readonly schema: Schema
    readonly timeoutMs: number
    readonly signal: AbortSignal | undefined
  },
): Promise<Brought> {
  const timeout = AbortSignal.timeout(how.timeoutMs)
  const signal = how.signal === undefined ? timeout : AbortSignal.any([how.signal, timeout])
  const wanted = held.tables.flatMap((one) => {
    const need = needs.get(one.table.name)
    return need === undefined ? [] : [{ ...one, need: atLeastOne(how.schema, one.table.name, need) }]
  })
  const fetched = await fetchTables(world, wanted, { signal })
  // Connections and snapshots are not held for as long as an engine computes.
  await held.close()
  const { wipe } = fetched
  if (how.signal?.aborted === true) return { kind: 'cancelled', wipe }
  if (fetched.kind === 'fetched') {
    const tables = wanted.map(({ table: { name }, need }) => engineTable(how.schema, name, need, fetched.tables))
    return { kind: 'brought', tables, wipe }
  }
  const { table, failure } = fetched
  reportFailure(world, table, failure)
  if (timeout.aborted) return { kind: 'timed-out', wipe }
  const { path } = table.source
  const told = world.speaksToOwners ? [diagnostic('SOURCE_FAILED', { path, reason: failure.reason })] : []
  return { kind: 'failed', table: table.name, reason: `table ${table.name}: ${failure.reason}`, told, wipe }
}

/** Rows of a table without columns could not be counted. */
function atLeastOne(schema: Schema, name: string, need: TableNeed): TableNeed {
  if (need.columns === undefined || need.columns.length > 0) return need
  const [first] = columnsOf(schema, name)
  return first === undefined ? need : { ...need, columns: [first.name] }
}

function engineTable(
  schema: Schema,
  name: string,
  { columns }: TableNeed,
  fetched: Extract<Fetched, { kind: 'fetched' }>['tables'],
): EngineTable {
  const source = fetched.get(name)
  if (source === undefined) throw new Error('a table that was fetched is not there')
  const own = columnsOf(schema, name)
  return { name, source, columns: columns === undefined ? own : own.filter((column) => columns.includes(column.name)) }
}

function columnsOf(schema: Schema, name: string): EngineTable['columns'] {
  return schema.tables.find((table) => table.name === name)?.columns ?? []
}
