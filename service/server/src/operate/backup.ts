import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'kysely'
import { latestVersion } from '../store/migrate.ts'
import { migrations } from '../store/migration/migrations.ts'
import type { Db, Store } from '../store/store.ts'
import { spellCell } from './backup-cell.ts'
import { tablesOf } from './tables-of.ts'

/** What a backup says of itself in its first line. */
export type BackupHeader = {
  readonly format: 'glovebox-backup'
  readonly version: 1
  readonly schema: number
  readonly at: string
  readonly server: string
}

/** What was written. */
export type Backup = { readonly tables: number; readonly rows: number; readonly sha256: string }

/** Rows that are held at once. */
const rowsAtOnce = 1000

/**
 * Writes everything the store holds at one instant to a file: gzipped JSON lines that either database can be restored
 * from. Members' keys are not in it, so that what was destroyed stays so; members' own files neither. The file appears
 * whole or not at all.
 */
export async function writeBackup(
  store: Store,
  path: string,
  about: { readonly at: string; readonly server: string },
  onRows: (rows: number) => void = () => {},
): Promise<Backup> {
  const part = `${path}.part`
  const hash = createHash('sha256')
  const counted = { tables: 0, rows: 0 }
  try {
    await store.snapshot(async (tx) => {
      const header: BackupHeader = {
        format: 'glovebox-backup',
        version: 1,
        schema: latestVersion(migrations),
        ...about,
      }
      const lines = Readable.from(linesOf(store, tx, header, counted, onRows))
      lines.on('data', (line: string) => hash.update(line))
      await pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600 }))
    })
    await syncFile(part)
    await rename(part, path)
    await syncFile(dirname(path))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return { ...counted, sha256: hash.digest('hex') }
}

async function* linesOf(
  store: Store,
  tx: Db,
  header: BackupHeader,
  counted: { tables: number; rows: number },
  onRows: (rows: number) => void,
): AsyncGenerator<string> {
  yield `${JSON.stringify(header)}\n`
  for (const table of await tablesOf(store, tx)) {
    counted.tables += 1
    yield `${JSON.stringify({ table })}\n`
    const query = sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`
    for await (const row of rowsOf(store, tx, table, query)) {
      counted.rows += 1
      if (counted.rows % rowsAtOnce === 0) onRows(counted.rows)
      const cells = Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, spellCell(cell)]))
      yield `${JSON.stringify(cells)}\n`
    }
  }
  yield `${JSON.stringify({ end: counted.rows })}\n`
}

async function* rowsOf(
  store: Store,
  tx: Db,
  table: string,
  query: ReturnType<typeof sql<Record<string, unknown>>>,
): AsyncGenerator<Record<string, unknown>> {
  if (store.dialect === 'postgres') {
    const compiled = query.compile(tx)
    for await (const { rows } of tx.getExecutor().stream<Record<string, unknown>>(compiled, rowsAtOnce)) yield* rows
    return
  }
  yield* (await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(tx)).rows
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
