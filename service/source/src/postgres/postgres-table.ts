import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { PostgresConnection } from '../connection/connection.ts'
import type { AddressGuard } from '../port/http-transport.ts'
import type { PinnedTable, SourceControl, Sourced, TableSource } from '../port/table-source.ts'
import { copyOut } from './copy-out.ts'
import { describeTable, type FoundTable, nameOf } from './describe-table.ts'
import { postgresFailure } from './failure.ts'
import { reachable } from './reachable.ts'
import { openSession, type Session } from './session.ts'

/**
 * A table or view of PostgreSQL, read by a role that needs no more than SELECT on it. What is pinned is a snapshot: a
 * transaction that stays open until it is closed. Whatever anybody commits to the database afterwards makes another
 * version of all of its tables, since PostgreSQL does not say which of them changed.
 */
export function postgresTable(
  connection: PostgresConnection,
  path: string,
  reach: { readonly guard: AddressGuard },
): TableSource {
  return { pin: (control) => pin(connection, path, reach, control) }
}

async function pin(
  connection: PostgresConnection,
  path: string,
  { guard }: { readonly guard: AddressGuard },
  control: SourceControl,
): Promise<Sourced<PinnedTable>> {
  let session: Session | undefined
  try {
    const address = await reachable(connection.host, guard)
    if (address === undefined) return { ok: false, failure: unreachable }
    session = await openSession(connection, address, control)
    const table = await describeTable(session.client, path)
    if (table !== undefined && table.columns.length > 0) return { ok: true, value: pinned(connection, session, table) }
    await session.close()
    return { ok: false, failure: table === undefined ? missing(path) : unreadable(path, connection) }
  } catch (error) {
    await session?.close()
    if (control.signal?.aborted === true)
      return { ok: false, failure: { kind: 'cancelled', reason: 'reading was stopped' } }
    return { ok: false, failure: postgresFailure(error) }
  }
}

// Two roles may see other rows of one snapshot, and another cluster at the same address counts its snapshots anew.
function pinned({ host, port, database, user }: PostgresConnection, session: Session, table: FoundTable): PinnedTable {
  const { bytes, rows } = table
  return {
    version: JSON.stringify(['postgres', host, port, database, user, session.cluster, table.oid, session.snapshot]),
    columns: table.columns.map(({ column }) => column),
    advice: table.advice,
    size: { files: 1, ...(bytes === undefined ? {} : { bytes }), ...(rows === undefined ? {} : { rows }) },
    fetch: (need, control) => {
      const file = join(need.folder, `postgres-${randomBytes(6).toString('hex')}.csv`)
      return copyOut(session, table, file, need, control)
    },
    close: session.close,
  }
}

const unreachable = {
  kind: 'forbidden',
  reason: 'the database is at an address that this server may not connect to; its operator may allow private ones',
} as const

function missing(path: string): { readonly kind: 'not-found'; readonly reason: string } {
  const [schema, table] = nameOf(path)
  return {
    kind: 'not-found',
    reason: `there is no table or view \`${table}\` in the schema \`${schema}\`; names are spelled as they are stored, without quotes`,
  }
}

function unreadable(
  path: string,
  { user }: PostgresConnection,
): { readonly kind: 'forbidden'; readonly reason: string } {
  return { kind: 'forbidden', reason: `the user \`${user}\` may read no column of \`${path}\`: grant it SELECT` }
}
