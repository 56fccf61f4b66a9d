import type { Connection } from './connection/connection.ts'
import type { SourcePlace } from './connection/source-place.ts'
import type { Sourced, TableSource } from './port/table-source.ts'
import { postgresTable } from './postgres/postgres-table.ts'

/** Opens a table where it lives, through a connection of the kind that it needs. Nothing is asked of it yet. */
export function openTable(place: SourcePlace, connection: Connection | undefined): Sourced<TableSource> {
  switch (place.kind) {
    case 'postgres':
      return connection?.kind === 'postgres' ? { ok: true, value: postgresTable(connection, place.path) } : unconnected
    default:
      return {
        ok: false,
        failure: { kind: 'unsupported', reason: `sources of the kind ${place.kind} are not read by this version` },
      }
  }
}

const unconnected: Sourced<never> = {
  ok: false,
  failure: { kind: 'unsupported', reason: 'the source needs a connection of its own kind' },
}
