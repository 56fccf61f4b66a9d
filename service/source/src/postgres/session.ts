import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { Client } from 'pg'
import type { PostgresConnection } from '../connection/connection.ts'
import type { SourceControl } from '../port/table-source.ts'

/** One transaction that only reads, over one snapshot. */
export type Session = {
  readonly client: Client
  /** The snapshot, in PostgreSQL's own words: the same ones mean the same rows. */
  readonly snapshot: string
  /** Which of all clusters it is, as far as this role may know. */
  readonly cluster: string
  readonly close: () => Promise<void>
}

const connectMs = 10_000

/**
 * Connects, and begins a transaction whose statements all see the same rows. What decides how values are written is set
 * for this transaction, whatever the user's own settings are; errors are PostgreSQL's.
 */
export async function openSession(
  { host, port, database, user, password, tls }: PostgresConnection,
  address: string,
  { signal }: SourceControl,
): Promise<Session> {
  const client = new Client({
    host: address,
    port,
    database,
    user,
    password,
    ssl: tls.mode === 'off' ? false : encrypted(host, tls.authority),
    connectionTimeoutMillis: connectMs,
    application_name: 'glovebox',
    // Whoever holds the credentials is not to pick others from this machine's environment.
    options: '',
  })
  // A connection that breaks while nobody waits for it shows in what is asked of it next.
  client.on('error', () => {})
  const stop = (): void => {
    client.connection.stream.destroy()
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    signal?.throwIfAborted()
    await client.connect()
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(
      `SET LOCAL lock_timeout = '10s'; SET LOCAL TimeZone = 'UTC';
       SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8';
       SET LOCAL standard_conforming_strings = on`,
    )
    const { rows } = await client.query<{ readonly snapshot: string }>('SELECT pg_current_snapshot()::text AS snapshot')
    return {
      client,
      cluster: await clusterOf(client),
      snapshot: rows[0]?.snapshot ?? '',
      close: async () => {
        signal?.removeEventListener('abort', stop)
        await client.end().catch(() => {})
      },
    }
  } catch (error) {
    signal?.removeEventListener('abort', stop)
    client.connection.stream.destroy()
    throw error
  }
}

/** The name on the certificate is that of the connection, whatever address it led to. */
function encrypted(host: string, authority: string | undefined): ConnectionOptions {
  return { ...(isIP(host) === 0 ? { servername: host } : {}), ...(authority === undefined ? {} : { ca: authority }) }
}

/** The number that a cluster gets when it is made. Some providers let no role of theirs read it. */
async function clusterOf(client: Client): Promise<string> {
  const may = await client.query<{ readonly may: boolean }>(
    "SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS may",
  )
  if (may.rows[0]?.may !== true) return ''
  const { rows } = await client.query<{ readonly cluster: string }>(
    'SELECT system_identifier::text AS cluster FROM pg_catalog.pg_control_system()',
  )
  return rows[0]?.cluster ?? ''
}
