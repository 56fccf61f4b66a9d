import { createRequire } from 'node:module'
import { quoteText, quoteTexts } from './quote.ts'
import { type ResultColumn, resultColumn, rowsOfChunk } from './rows.ts'
import type { WireCell, WorkerSetup } from './wire.ts'

type Native = typeof import('@duckdb/node-bindings')
type Connection = import('@duckdb/node-bindings').Connection

/** DuckDB, configured and locked, with one connection. */
export type Session = { readonly duckdb: Native; readonly connection: Connection }

/**
 * Opens DuckDB so that it can read the named files and nothing else. The order matters: paths first, then external
 * access off, then the lock. The plan that is switched off here makes `row_number() <= k` several times dearer than
 * the native window, and cannot spill.
 */
export async function openSession(setup: WorkerSetup, files: readonly string[]): Promise<Session> {
  const duckdb: Native = createRequire(import.meta.url)(setup.addon)
  const config = duckdb.create_config()
  for (const [name, value] of Object.entries({
    threads: String(setup.threads),
    memory_limit: `${setup.memoryMb}MiB`,
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    allow_persistent_secrets: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
  }))
    duckdb.set_config(config, name, value)
  const database = await duckdb.open(':memory:', config)
  const connection = await duckdb.connect(database)
  const session = { duckdb, connection }
  await execute(
    session,
    `SET TimeZone = 'UTC';
     SET max_expression_depth = 10000;
     SET disabled_optimizers = 'top_n_window_elimination';
     SET allowed_paths = ${quoteTexts(files)};
     SET temp_directory = ${quoteText(setup.spillFolder)};
     SET max_temp_directory_size = '${setup.temporaryMb}MiB';
     SET enable_external_access = false;
     SET lock_configuration = true`,
  )
  return session
}

/** Runs statements for their effect. */
export async function execute({ duckdb, connection }: Session, sql: string): Promise<void> {
  await duckdb.query(connection, sql)
}

/** A result whose rows come as the engine makes them, so that a large one is never held whole. */
export type Streamed = {
  readonly columns: readonly ResultColumn[]
  /** The next rows; undefined at the end. */
  next(): Promise<WireCell[][] | undefined>
}

/** Starts a statement; a reason where its result cannot leave the engine. */
export async function stream({ duckdb, connection }: Session, sql: string): Promise<Streamed | string> {
  const statement = await duckdb.prepare(connection, sql)
  const result = await duckdb.execute_prepared_streaming(statement)
  const columns: ResultColumn[] = []
  for (let index = 0; index < duckdb.column_count(result); index++) {
    const column = resultColumn(duckdb, duckdb.column_logical_type(result, index))
    if (column === undefined) return `column ${index + 1} of the result has a type that cannot leave the engine`
    columns.push(column)
  }
  const next = async (): Promise<WireCell[][] | undefined> => {
    const chunk = await duckdb.fetch_chunk(result)
    return chunk === null || duckdb.data_chunk_get_size(chunk) === 0 ? undefined : rowsOfChunk(duckdb, chunk, columns)
  }
  return { columns, next }
}

/** All rows of a small result that is our own question. */
export async function rowsOf(session: Session, sql: string): Promise<WireCell[][]> {
  const streamed = await stream(session, sql)
  if (typeof streamed === 'string') throw new Error(streamed)
  const rows: WireCell[][] = []
  for (let more = await streamed.next(); more !== undefined; more = await streamed.next()) rows.push(...more)
  return rows
}
