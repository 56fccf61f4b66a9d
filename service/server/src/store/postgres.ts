import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { commitGroup, type Session } from './group.ts'
import { openHandles, refuseStream } from './handles.ts'
import { openLanes, type Waiting } from './lanes.ts'
import type { Migration } from './migration/migration.ts'
import { migrations as allMigrations } from './migration/migrations.ts'
import { openNesting } from './nesting.ts'
import { connectTimeoutMs, exactTypes, migratePostgres } from './postgres-client.ts'
import { type Lease, withLease } from './postgres-connection.ts'
import { openSlots } from './slots.ts'
import type { Store } from './store.ts'
import { isGivenUp, OutcomeUnknown } from './transient.ts'
import { openTurns, type Turns } from './turns.ts'

/** PostgreSQL looks up 64 savepoints of a transaction quickly, and one that is run again is so with all its group. */
const largestGroup = 32
const attemptsTogether = 3
const attempts = 15
/** Kept from transactions, so that single statements never wait for them. */
const connectionsForStatements = 2

/** Where PostgreSQL is. TLS is asked for in the connection string (`sslmode`, `sslrootcert`). */
export type PostgresSettings = {
  readonly connectionString: string
  /** Connections at once, three at least. */
  readonly poolSize?: number
}

/**
 * Opens the store in a PostgreSQL database and brings it to the last version. Transactions are serialisable and run
 * again where PostgreSQL gives one up for another; a lane has one at a time, which what is asked meanwhile shares.
 * Statements on a lost connection reject with what `isTransient` knows; the next ones connect again.
 */
export async function openPostgresStore(
  { connectionString, poolSize = 10 }: PostgresSettings,
  migrations: readonly Migration[] = allMigrations,
): Promise<Store> {
  await migratePostgres(connectionString, migrations)
  const pool = new Pool({
    connectionString,
    max: Math.max(poolSize, connectionsForStatements + 1),
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: exactTypes,
  })
  // A lost connection is told to whom uses it; unheard, the event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const handles = openHandles(new PostgresDialect({ pool }))
  const nesting = openNesting()
  const slots = openSlots(Math.max(poolSize - connectionsForStatements, 1))
  let isClosed = false
  const checkOpen = (): void => {
    if (isClosed) throw new Error('the store is closed')
  }

  const turns = openTurns()

  const attempt = async (group: readonly Waiting[], turn: Turns['shared']): Promise<void> => {
    const told = await turn(() =>
      slots.take(() => withLease(pool, (lease) => commitGroup({ handles, nesting }, sessionOn(lease), group))),
    )
    for (const tell of told) tell()
  }
  const commitAlone = async (group: readonly Waiting[], made = 1): Promise<void> => {
    try {
      await attempt(group, turns.alone)
    } catch (error) {
      if (!isSafe(error) || made === attempts) for (const { reject } of group) reject(error)
      else if (group.length > 1 && made === attemptsTogether) for (const member of group) await commitAlone([member])
      else {
        await sleep(Math.random() * Math.min(2 ** made, 250))
        await commitAlone(group, made + 1)
      }
    }
  }
  /**
   * Of transactions that touch the same page of an index PostgreSQL gives all up but one. No other process writes but by
   * hand, so what was given up is kept at once where it has the database to itself, all of it together.
   */
  const last = openLanes(largestGroup, (group) => commitAlone(group))
  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      await attempt(group, turns.shared)
    } catch (error) {
      if (isSafe(error))
        await Promise.all(group.map(({ work, resolve, reject }) => last.add('', work).then(resolve, reject)))
      else for (const { reject } of group) reject(error)
    }
  }
  const lanes = openLanes(largestGroup, commit)
  return {
    dialect: 'postgres',
    db: handles.on({
      provideConnection: async (consumer) => {
        checkOpen()
        nesting.refuseStatement()
        return await withLease(pool, ({ connection: { executeQuery } }) =>
          consumer({ executeQuery, streamQuery: refuseStream }),
        )
      },
    }),
    transaction: async (lane, work) => {
      checkOpen()
      nesting.refuseNesting()
      return await lanes.add(lane, work)
    },
    snapshot: async (work) => {
      checkOpen()
      nesting.refuseNesting()
      return await slots.take(() =>
        withLease(pool, async ({ connection, control }) => {
          await control('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
          const { tx, end } = handles.open(connection)
          try {
            return await nesting.enter('snapshot', () => work(tx)).finally(end)
          } finally {
            await control('ROLLBACK').catch(() => {})
          }
        }),
      )
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      await lanes.idle()
      await pool.end()
    },
  }
}

/** Whether nothing was kept, and the same may well be kept if it is run again. */
function isSafe(error: unknown): boolean {
  return isGivenUp(error) || error instanceof NeverBegun
}

function sessionOn({ connection, control, loss }: Lease): Session {
  let fault: Error | undefined
  return {
    fault: () => fault ?? loss(),
    connection: {
      streamQuery: connection.streamQuery,
      executeQuery: async (query) => {
        if (fault !== undefined) throw fault
        try {
          return await connection.executeQuery(query)
        } catch (error) {
          // Whatever the work makes of it: PostgreSQL gives the whole transaction up.
          if (error instanceof Error && isGivenUp(error)) fault ??= error
          throw error
        }
      },
    },
    begin: async () => {
      try {
        await control('BEGIN ISOLATION LEVEL SERIALIZABLE')
      } catch (error) {
        throw loss() === undefined ? error : new NeverBegun('the connection was lost', { cause: error })
      }
    },
    commit: async () => {
      const done = await control('COMMIT').catch((error: unknown) => {
        if (!isRefusal(error)) fault = new OutcomeUnknown('the connection was lost at a commit', { cause: error })
        throw error
      })
      if (done === 'ROLLBACK') throw new Error('a statement of the transaction failed, so that nothing of it was kept')
    },
    rollback: async () => {
      await control('ROLLBACK').catch(() => {})
    },
  }
}

/** Whether PostgreSQL itself said that a commit did not happen. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR'
}

/** A connection that was lost while nobody used it: nothing has happened yet. */
class NeverBegun extends Error {}
