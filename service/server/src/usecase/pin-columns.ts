import type { TableAssociation } from '@glovebox/cleanroom'
import { typeName } from '@glovebox/sql'
import { appendEntry } from '../state/audit-log.ts'
import { transaction } from '../state/database.ts'
import { type FoundColumn, readPin, writePin } from '../state/pins.ts'
import type { World } from './world.ts'

/** The columns that were written down for a table as its source is declared. */
export function pinnedColumns(world: World, table: TableAssociation): readonly FoundColumn[] | undefined {
  const database = world.stateIfAny()
  return database === undefined ? undefined : readPin(database, table.name, sourceKey(table))
}

/**
 * Writes the columns found in a table's source down, and into the log: from then on they decide what SQL means. Gives
 * what is pinned after that, which is what another process wrote if it was first and `how` lets it be.
 */
export function pinColumns(
  world: World,
  table: TableAssociation,
  columns: readonly FoundColumn[],
  how: 'unless-pinned' | 'afresh',
): readonly FoundColumn[] {
  const database = world.state()
  return transaction(database, () => {
    const pinned = readPin(database, table.name, sourceKey(table))
    if (pinned !== undefined && (how === 'unless-pinned' || isSame(pinned, columns))) return pinned
    writePin(database, table.name, sourceKey(table), columns)
    const event = { kind: 'pinned', member: table.owner, table: table.name, columns: columns.map(typedName) } as const
    appendEntry(database, event, world.clock().toISOString())
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
  return JSON.stringify([source.format, source.path])
}

function typedName({ name, type }: FoundColumn): { readonly name: string; readonly type: string } {
  return { name, type: type === undefined ? 'unsupported' : typeName(type) }
}
