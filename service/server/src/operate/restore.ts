import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { sql } from 'kysely'
import { latestVersion } from '../store/migrate.ts'
import { migrations } from '../store/migration/migrations.ts'
import type { Db, Store } from '../store/store.ts'
import type { BackupHeader } from './backup.ts'
import { readCell } from './backup-cell.ts'
import { tablesOf } from './tables-of.ts'

/** Why a backup is not restored. */
export type RestoreFault = 'not-a-backup' | 'other-version' | 'not-empty' | 'cut-short' | 'unknown-table'

export type Restored =
  | { readonly ok: true; readonly header: BackupHeader; readonly rows: number }
  | { readonly ok: false; readonly fault: RestoreFault }

/** Told from what breaks: it takes the transaction with it. */
class Fault extends Error {
  readonly fault: RestoreFault

  constructor(fault: RestoreFault) {
    super(fault)
    this.fault = fault
  }
}

/** Fills an empty store from a backup, all of it or nothing. What was deleted since must be deleted again by the caller. */
export async function restoreBackup(
  store: Store,
  path: string,
  onRows: (rows: number) => void = () => {},
): Promise<Restored> {
  try {
    return await store.transaction('restore', async (tx) => {
      const tables = new Set(await tablesOf(store, tx))
      for (const table of tables) if (!(await isEmpty(tx, table))) throw new Fault('not-empty')
      return await fill(store, tx, tables, path, onRows)
    })
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault }
    throw error
  }
}

async function fill(
  store: Store,
  tx: Db,
  tables: ReadonlySet<string>,
  path: string,
  onRows: (rows: number) => void,
): Promise<Restored> {
  let header: BackupHeader | undefined
  let table: string | undefined
  let ended: number | undefined
  let rows = 0
  for await (const line of linesIn(path)) {
    if (header === undefined) {
      header = headerOf(line)
      continue
    }
    if (ended !== undefined) throw new Fault('not-a-backup')
    if ('table' in line && Object.keys(line).length === 1 && typeof line.table === 'string') {
      table = line.table
      if (!tables.has(table)) throw new Fault('unknown-table')
    } else if ('end' in line && Object.keys(line).length === 1 && typeof line.end === 'number') ended = line.end
    else {
      if (table === undefined) throw new Fault('not-a-backup')
      await insert(store, tx, table, line)
      rows += 1
      if (rows % 1000 === 0) onRows(rows)
    }
  }
  if (header === undefined || ended !== rows) throw new Fault('cut-short')
  await resetCounters(store, tx)
  return { ok: true, header, rows }
}

/** The objects of a backup's lines. A row of a table that has one column `table` or `end` would be one of more. */
async function* linesIn(path: string): AsyncGenerator<Record<string, unknown>> {
  let rest = ''
  for await (const text of textIn(path)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield objectOf(line)
  }
  if (rest !== '') throw new Fault('cut-short')
}

async function* textIn(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const unzipped = createGunzip().setEncoding('utf8')
  file.on('error', (error) => unzipped.destroy(error))
  try {
    for await (const text of file.pipe(unzipped)) yield text as string
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw new Fault('cut-short')
    throw error
  } finally {
    file.destroy()
  }
}

function objectOf(line: string): Record<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    throw new Fault('not-a-backup')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Fault('not-a-backup')
  return parsed as Record<string, unknown>
}

function headerOf(line: Record<string, unknown>): BackupHeader {
  if (line.format !== 'glovebox-backup') throw new Fault('not-a-backup')
  if (line.version !== 1 || line.schema !== latestVersion(migrations)) throw new Fault('other-version')
  return line as BackupHeader
}

async function isEmpty(tx: Db, table: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 AS one FROM ${sql.table(table)} LIMIT 1`.execute(tx)
  return rows.length === 0
}

async function insert(store: Store, tx: Db, table: string, line: Record<string, unknown>): Promise<void> {
  const names = Object.keys(line)
  const cells = names.map((name) => readCell(line[name]))
  const overriding = store.dialect === 'postgres' ? sql`OVERRIDING SYSTEM VALUE` : sql``
  await sql`INSERT INTO ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}) ${overriding}
    VALUES (${sql.join(cells)})`.execute(tx)
}

/** Columns that count up go on after what was restored. SQLite sees to that itself. */
async function resetCounters(store: Store, tx: Db): Promise<void> {
  if (store.dialect === 'sqlite') return
  const { rows } = await sql<{ table: string; column: string }>`
    SELECT table_name AS table, column_name AS column FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES'`.execute(tx)
  for (const { table, column } of rows)
    await sql`SELECT setval(pg_get_serial_sequence(${table}, ${column}),
      COALESCE((SELECT MAX(${sql.ref(column)}) FROM ${sql.table(table)}), 0) + 1, false)`.execute(tx)
}
