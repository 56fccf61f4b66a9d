import type { DatabaseSync } from 'node:sqlite'
import { type DatabaseConnection, SqliteDialect } from 'kysely'
import { commitGroup, type Session } from './group.ts'
import { openHandles, refuseStream, say } from './handles.ts'
import { openLanes, type Waiting } from './lanes.ts'
import type { Migration } from './migration/migration.ts'
import { migrations as allMigrations } from './migration/migrations.ts'
import { openNesting } from './nesting.ts'
import { openSlots } from './slots.ts'
import { sqliteConnection } from './sqlite-connection.ts'
import { openFile, openReader, patiently, resultCode } from './sqlite-file.ts'
import type { Store } from './store.ts'

/** Long enough to be worth one wait for the disk, short enough for other processes to get their turn. */
const largestGroup = 256
const snapshotsAtOnce = 16
const readOnly = 8
const constraint = 19

/**
 * Opens the store in a folder and creates what is missing; only this account may read it, and several processes may hold
 * it at once. SQLite knows one writer: all lanes are one, and what is asked in one turn of the event loop shares one
 * wait for the disk. Work must not wait for anything but its transaction: everybody's writing waits with it.
 */
export async function openSqliteStore(
  folder: string,
  migrations: readonly Migration[] = allMigrations,
): Promise<Store> {
  const database = await openFile(folder, migrations)
  const handles = openHandles(new SqliteDialect({ database: () => Promise.reject(new Error('the store opens it')) }))
  const nesting = openNesting()
  const session = sessionOn(database)
  const readers = openReaders(folder)
  const direct = openReader(folder)
  const directConnection = sqliteConnection(direct)
  const snapshots = openSlots(snapshotsAtOnce)
  let isClosed = false

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      for (const tell of await commitGroup({ handles, nesting }, session, group)) tell()
    } catch (error) {
      // A constraint that is looked at only now is one member's fault: each stands for itself.
      if (group.length > 1 && resultCode(error) === constraint) for (const member of group) await commit([member])
      else for (const { reject } of group) reject(error)
    }
  }
  const lanes = openLanes(largestGroup, commit)
  const checkOpen = (): void => {
    if (isClosed) throw new Error('the store is closed')
  }
  const snapshot: Store['snapshot'] = async (work) => {
    checkOpen()
    nesting.refuseNesting()
    return await snapshots.take(() =>
      readers.use(async (connection) => {
        const { tx, end } = handles.open(connection)
        await say(connection, 'BEGIN')
        try {
          return await nesting.enter('snapshot', () => work(tx))
        } finally {
          end()
          await say(connection, 'COMMIT')
        }
      }),
    )
  }

  const writing = new Set<string>()
  /** SQLite itself tells what writes: a reader refuses it before anything is done. */
  const single: DatabaseConnection = {
    executeQuery: async (query) => {
      checkOpen()
      nesting.refuseStatement()
      if (!writing.has(query.sql)) {
        try {
          return await directConnection.executeQuery(query)
        } catch (error) {
          if (resultCode(error) !== readOnly) throw error
          if (writing.size < 1000) writing.add(query.sql)
        }
      }
      return await lanes.add('', async (tx) => (await tx.executeQuery(query)) as never)
    },
    streamQuery: refuseStream,
  }
  return {
    dialect: 'sqlite',
    db: handles.on({ provideConnection: (consumer) => consumer(single) }),
    transaction: async (_lane, work) => {
      checkOpen()
      nesting.refuseNesting()
      return await lanes.add('', work)
    },
    snapshot,
    close: async () => {
      if (isClosed) return
      isClosed = true
      await lanes.idle()
      readers.close()
      direct.close()
      database.close()
    },
  }
}

function sessionOn(database: DatabaseSync): Session {
  const inner = sqliteConnection(database)
  let endedBy: Error | undefined
  const fault = (): Error | undefined =>
    database.isTransaction ? undefined : (endedBy ?? new Error('the store could not be written'))
  return {
    fault,
    connection: {
      ...inner,
      executeQuery: async (query) => {
        // A full disk or a failed write ends a transaction: what follows would be kept by itself.
        const ended = fault()
        if (ended !== undefined) throw ended
        try {
          return await inner.executeQuery(query)
        } catch (error) {
          if (!database.isTransaction && error instanceof Error) endedBy = error
          throw error
        }
      },
    },
    begin: async () => {
      endedBy = undefined
      await patiently(() => database.exec('BEGIN IMMEDIATE'))
    },
    commit: async () => {
      try {
        database.exec('COMMIT')
      } catch (error) {
        if (error instanceof Error) endedBy = error
        throw error
      }
    },
    rollback: async () => {
      if (database.isTransaction) database.exec('ROLLBACK')
    },
  }
}

type Reader = { readonly database: DatabaseSync; readonly connection: DatabaseConnection }
type Readers = {
  readonly use: <T>(work: (connection: DatabaseConnection) => Promise<T>) => Promise<T>
  readonly close: () => void
}

/** Connections that snapshots read on, each for itself, kept for the next ones. */
function openReaders(folder: string): Readers {
  const idle: Reader[] = []
  let isClosed = false
  const take = (): Reader => {
    const database = openReader(folder)
    return { database, connection: sqliteConnection(database) }
  }
  return {
    use: async (work) => {
      const reader = idle.pop() ?? take()
      try {
        return await work(reader.connection)
      } finally {
        if (isClosed || idle.length >= 4) reader.database.close()
        else idle.push(reader)
      }
    },
    close: () => {
      isClosed = true
      for (const { database } of idle.splice(0)) database.close()
    },
  }
}
