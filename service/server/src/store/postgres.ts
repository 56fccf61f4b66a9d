import { setTimeout as sleep } from 'node:timers/promises'
import { CompiledQuery, type DatabaseConnection, type Driver, PostgresDialect, type QueryResult } from 'kysely'
import { Pool } from 'pg'
import { commitGroup, type Session } from './group.ts'
import { openHandles, refuseStream, say } from './handles.ts'
import { openLanes, type Waiting } from './lanes.ts'
import type { Migration } from './migration/migration.ts'
import { migrations as allMigrations } from './migration/migrations.ts'
import { openNesting } from './nesting.ts'
import { connectTimeoutMs, exactTypes, migratePostgres } from './postgres-client.ts'
import { openSlots } from './slots.ts'
import type { Store } from './store.ts'
import { isGivenUp, isTransient, OutcomeUnknown } from './transient.ts'

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
    types: exactTypes,
  })
  // A lost connection is told to whom uses it; unheard, the event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const dialect = new PostgresDialect({ pool, onCreateConnection: keepOnDisk })
  const driver = dialect.createDriver()
  await driver.init()
  const handles = openHandles(dialect)
  const nesting = openNesting()
  const slots = openSlots(Math.max(poolSize - connectionsForStatements, 1))
  let isClosed = false
  const checkOpen = (): void => {
    if (isClosed) throw new Error('the store is closed')
  }

  const attempt = async (group: readonly Waiting[]): Promise<readonly (() => void)[]> =>
    await slots.take(() =>
      withConnection(driver, (connection) => commitGroup({ handles, nesting }, sessionOn(driver, connection), group)),
    )
  const again = async (group: readonly Waiting[], made: number, error: unknown): Promise<void> => {
    if (!isGivenUp(error) || made === attempts) for (const { reject } of group) reject(error)
    else if (group.length > 1 && made === attemptsTogether) for (const member of group) await commit([member])
    else {
      await sleep(Math.random() * Math.min(2 ** made, 250))
      await commit(group, made + 1)
    }
  }
  const commit = async (group: readonly Waiting[], made = 1): Promise<void> => {
    try {
      for (const tell of await attempt(group)) tell()
    } catch (error) {
      await again(group, made, error)
    }
  }
  const lanes = openLanes(largestGroup, (group) => commit(group))
  return {
    dialect: 'postgres',
    db: handles.on({
      provideConnection: async (consumer) => {
        checkOpen()
        nesting.refuseStatement()
        return await withConnection(driver, (connection) =>
          consumer({ executeQuery: (query) => connection.executeQuery(query), streamQuery: refuseStream }),
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
        withConnection(driver, async (connection) => {
          await driver.beginTransaction(connection, { isolationLevel: 'repeatable read', accessMode: 'read only' })
          const { tx, end } = handles.open(streaming(connection))
          try {
            return await nesting.enter('snapshot', () => work(tx)).finally(end)
          } finally {
            await driver.rollbackTransaction(connection).catch(() => {})
          }
        }),
      )
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      await lanes.idle()
      await driver.destroy()
    },
  }
}

/** Whatever the database is set to: what is acknowledged is on disk. */
async function keepOnDisk(connection: DatabaseConnection): Promise<void> {
  await say(
    connection,
    `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`,
  )
}

async function withConnection<T>(driver: Driver, work: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
  const connection = await driver.acquireConnection()
  try {
    return await work(connection)
  } finally {
    await driver.releaseConnection(connection)
  }
}

function sessionOn(driver: Driver, inner: DatabaseConnection): Session {
  let fault: Error | undefined
  const streams = streaming(inner)
  const note = (error: unknown): void => {
    if (error instanceof Error && isTransient(error)) fault ??= error
  }
  return {
    fault: () => fault,
    connection: {
      ...streams,
      executeQuery: async (query) => {
        if (fault !== undefined) throw fault
        try {
          return await inner.executeQuery(query)
        } catch (error) {
          note(error)
          throw error
        }
      },
    },
    begin: () => driver.beginTransaction(inner, { isolationLevel: 'serializable' }),
    commit: async () => {
      try {
        await driver.commitTransaction(inner)
      } catch (error) {
        fault = isRefusal(error)
          ? undefined
          : new OutcomeUnknown('the connection was lost at a commit', { cause: error })
        throw error
      }
    },
    rollback: () => driver.rollbackTransaction(inner).catch(() => {}),
  }
}

/** Whether PostgreSQL itself said that a commit did not happen. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortedTransactionError' || ('severity' in error && error.severity === 'ERROR'))
  )
}

let cursors = 0

/** Reads rows in parts, in a transaction. */
function streaming(connection: DatabaseConnection): DatabaseConnection {
  return {
    executeQuery: (query) => connection.executeQuery(query),
    async *streamQuery<R>({ sql, parameters }: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<R>> {
      cursors += 1
      const cursor = `rows_${cursors}`
      await connection.executeQuery(CompiledQuery.raw(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, [...parameters]))
      for (;;) {
        const { rows } = await connection.executeQuery<R>(CompiledQuery.raw(`FETCH ${size} FROM ${cursor}`))
        if (rows.length > 0) yield { rows }
        if (rows.length < size) break
      }
      await say(connection, `CLOSE ${cursor}`)
    },
  }
}
