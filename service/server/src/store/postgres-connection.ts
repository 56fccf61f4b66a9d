import { CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely'
import type { QueryResult as ClientResult, Pool, PoolClient } from 'pg'
import type { NamedQuery } from './prepared.ts'
import { isLostConnection } from './transient.ts'

/** A connection of the pool, for one transaction, snapshot or statement. */
export type Lease = {
  readonly connection: DatabaseConnection
  /** Runs a statement of the transaction itself and gives what PostgreSQL says that it did. */
  readonly control: (statement: string) => Promise<string>
  /** Why the connection cannot be used any more. */
  readonly loss: () => Error | undefined
}

const counting: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])
const prepared = new WeakSet<PoolClient>()

/** Lends a connection to `work`. A lost one does not come back to the pool. */
export async function withLease<T>(pool: Pool, work: (lease: Lease) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let lost: Error | undefined
  const run: Run = async (text, values, name) => {
    if (lost !== undefined) throw lost
    try {
      return await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })
    } catch (error) {
      if (error instanceof Error && isLostConnection(error)) lost = error
      throw error
    }
  }
  try {
    if (!prepared.has(client)) await keepOnDisk(run)
    prepared.add(client)
    const control = async (statement: string): Promise<string> => (await run(statement, [])).command
    return await work({ connection: connectionOn(run), control, loss: () => lost })
  } finally {
    client.release(lost !== undefined)
  }
}

/** What has a name is planned once on each connection. */
type Run = (text: string, values: readonly unknown[], name?: string) => Promise<ClientResult>

/** Whatever the database is set to: what is acknowledged is on disk. */
async function keepOnDisk(run: Run): Promise<void> {
  await run(
    `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`,
    [],
  )
}

let cursors = 0

function connectionOn(run: Run): DatabaseConnection {
  const executeQuery = async <R>({ sql, parameters, name }: NamedQuery): Promise<QueryResult<R>> => {
    const { command, rowCount, rows } = await run(sql, parameters, name)
    return counting.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows: rows ?? [] }
  }
  return {
    executeQuery,
    // A cursor lives as long as its transaction.
    async *streamQuery<R>({ sql, parameters }: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<R>> {
      cursors += 1
      const cursor = `rows_${cursors}`
      await run(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, parameters)
      for (;;) {
        const { rows } = await executeQuery<R>(CompiledQuery.raw(`FETCH ${size} FROM ${cursor}`))
        if (rows.length > 0) yield { rows }
        if (rows.length < size) break
      }
      await run(`CLOSE ${cursor}`, [])
    },
  }
}
