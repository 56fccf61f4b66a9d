import type { TableAssociation } from '@glovebox/cleanroom'
import { typeName } from '@glovebox/sql'
import { appendEntry } from '../state/audit-log.ts'
import { type FoundColumn, readPin, writePin } from '../state/pins.ts'
import { inTransaction } from '../store/room-state.ts'
import type { World } from './world.ts'

/** The columns that were written down for a table as its source is declared. */
export async function pinnedColumns(
  world: World,
  table: TableAssociation,
): Promise<readonly FoundColumn[] | undefined> {
  const state = await world.stateIfAny()
  return state === undefined ? undefined : readPin(state, table.name, sourceKey(table))
}

/**
 * Writes the columns found in a table's source down, and into the log: from then on they decide what SQL means. Gives
 * what is pinned after that, which is what another process wrote if it was first and `how` lets it be.
 */
export async function pinColumns(
  world: World,
  table: TableAssociation,
  columns: readonly FoundColumn[],
  how: 'unless-pinned' | 'afresh',
): Promise<readonly FoundColumn[]> {
  return inTransaction(await world.state(), async (tx) => {
    const pinned = await readPin(tx, table.name, sourceKey(table))
    if (pinned !== undefined && (how === 'unless-pinned' || isSame(pinned, columns))) return pinned
    await writePin(tx, table.name, sourceKey(table), columns)
    const event = { kind: 'pinned', member: table.owner, table: table.name, columns: columns.map(typedName) } as const
    await appendEntry(tx, event, world.clock().toISOString())
    return columns
  })
}

/** The columns that are not in both lists with the same type. */
export function changedColumns(before: readonly FoundColumn[], after: readonly FoundColumn[]): readonly string[] {
  const spelled = (columns: readonly FoundColumn[]): ReadonlyMap<string, string> =>
    new Map(columns.map((column) => [column.name, JSON.stringify(column)]))
  const [old, current] = [spelled(before), spelled(after)]
  return [...new Set([...old.keys(), ...current.keys()])].filter((name) => old.get(name) !== current.get(name))
}

function isSame(before: readonly FoundColumn[], after: readonly FoundColumn[]): boolean {
  return changedColumns(before, after).length === 0
}

function sourceKey({ source }: TableAssociation): string {
  const format = 'format' in source ? source.format : source.kind
  const connection = 'connection' in source && source.connection !== undefined ? [source.connection] : []
  return JSON.stringify([format, source.path, ...connection])
}

function typedName({ name, type }: FoundColumn): { readonly name: string; readonly type: string } {
  return { name, type: type === undefined ? 'unsupported' : typeName(type) }
}
