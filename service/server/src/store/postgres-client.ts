import { Client, types } from 'pg'
import { postgresWords, statementsFrom } from './migrate.ts'
import type { Migration } from './migration/migration.ts'
import { exactInteger } from './sqlite-connection.ts'

/** Long enough for a server that is starting to answer. */
export const connectTimeoutMs = 10_000

const int8 = 20
const numeric = 1700

/** Exact integers, also for sums of them; a numeric with a fraction is an error, for no column holds one. */
export const exactTypes: { readonly getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 || oid === numeric
      ? (text: string) => exactInteger(BigInt(text))
      : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser,
}

/** A connection of its own, beside the pool. Its loss is told by `end`. */
export async function connectAlone(connectionString: string): Promise<Client> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: exactTypes,
  })
  // What is asked of a lost connection rejects by itself.
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Brings a database to the last version at once, or leaves it as it was. Several processes may come to do it. */
export async function migratePostgres(connectionString: string, migrations: readonly Migration[]): Promise<void> {
  const client = await connectAlone(connectionString)
  try {
    await client.query('BEGIN')
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('glovebox schema'), hashtext(current_schema()))`)
    const { rows: found } = await client.query(`SELECT to_regclass('schema_version') IS NOT NULL AS known`)
    if (found[0]?.known !== true) await client.query('CREATE TABLE schema_version (version BIGINT PRIMARY KEY)')
    const { rows } = await client.query('SELECT COALESCE(MAX(version), 0) AS version FROM schema_version')
    const version = Number(rows[0]?.version)
    for (const statement of statementsFrom(version, migrations, postgresWords)) await client.query(statement)
    for (const step of migrations.filter((migration) => migration.version > version))
      await client.query('INSERT INTO schema_version VALUES ($1)', [step.version])
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
}
