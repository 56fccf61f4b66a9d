import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { LocalFile, LocalTable } from '@glovebox/source'

// Tables in Parquet files that differ from their rows in every way that files may, beside their rows as a reader of the
// port's words would count them: with no engine.

/** A row of a random table: id, kind, note, zone. */
export type TableRow = readonly [bigint | null, string | null, string | null, bigint | null]

/** A table in files, and what is in it. */
export type RandomTable = { readonly table: LocalTable; readonly rows: readonly TableRow[] }

/** The next of a sequence of whole numbers below a bound. */
export type Draw = (below: number) => number

type FileRow = { readonly id: bigint | null; readonly kind: string | null; readonly note: string | null }

/** Writes the files of a table of `id BIGINT, kind VARCHAR, note VARCHAR, zone BIGINT`. */
export async function writeRandomTable(folder: string, name: string, draw: Draw): Promise<RandomTable> {
  const database = await DuckDBInstance.create(':memory:')
  const connection = await database.connect()
  const write: Write = async (path, select) =>
    void (await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`))
  const deleted: Deleted = { path: join(folder, `${name}-rows.parquet`), rows: deletedRows(draw) }
  await writeDeletedRows(write, deleted)
  const files: LocalFile[] = []
  const rows: TableRow[] = []
  for (let index = 1 + draw(5); index > 0; index--) {
    const made = await writeFile(write, join(folder, `${name}-${index}`), deleted, draw)
    files.push(made.file)
    rows.push(...made.rows)
  }
  connection.closeSync()
  return { table: { format: 'parquet', files }, rows }
}

type Deleted = { readonly path: string; readonly rows: readonly FileRow[] }

/** How a file spells the column `note`. */
const spellings = [
  { select: ', n::VARCHAR AS "col 1"', names: { note: 'col 1' } },
  { select: ', 7 AS other', names: { note: null } },
  { select: ', n::VARCHAR AS note', names: undefined },
] as const

async function writeFile(
  write: Write,
  at: string,
  deleted: Deleted,
  draw: Draw,
): Promise<{ readonly file: LocalFile; readonly rows: readonly TableRow[] }> {
  const { select, names } = spellings[draw(3)] ?? spellings[2]
  const own = makeRows(draw, names?.note !== null)
  const cells = own.map((row) => `(${literal(row.id)}, ${literal(row.kind)}, ${literal(row.note)})`)
  const idType = draw(2) === 0 ? 'INTEGER' : 'BIGINT'
  const columns = `i::${idType} AS id, k::VARCHAR AS kind${select}`
  await write(`${at}.parquet`, `SELECT ${columns} FROM (VALUES ${cells.join(', ')}) t(i, k, n)`)
  const gone = await writePositions(write, `${at}-gone.parquet`, own.length, draw)
  const without = draw(3) === 0 ? deleted.rows : []
  const zone = draw(3) === 0 ? null : String(draw(3))
  const file = {
    path: `${at}.parquet`,
    constants: { zone },
    ...(names === undefined ? {} : { names }),
    ...(gone === undefined ? {} : { deletedPositions: `${at}-gone.parquet` }),
    ...(without.length === 0 ? {} : { deletedRows: [{ path: deleted.path, columns: { id: 'the id', kind: 'kind' } }] }),
  }
  const rows = own
    .filter((row, position) => gone?.has(position) !== true && !without.some((one) => isSame(one, row)))
    .map((row): TableRow => [row.id, row.kind, row.note, zone === null ? null : BigInt(zone)])
  return { file, rows }
}

function isSame(one: FileRow, other: FileRow): boolean {
  return one.id === other.id && one.kind === other.kind
}

/** Enough rows for many row groups, few values, so that dictionaries are written, and NULLs. */
function makeRows(draw: Draw, hasNote: boolean): readonly FileRow[] {
  const count = [1, 2048, 2049, 5000][draw(4)] ?? 1
  const texts = ['a', 'b', '', 'ü🐘']
  return Array.from({ length: count }, (_, index) => ({
    id: draw(10) === 0 ? null : BigInt(index % (1 + draw(400))),
    kind: draw(6) === 0 ? null : (texts[draw(4)] ?? null),
    note: hasNote && draw(6) > 0 ? `note ${draw(1000)}` : null,
  }))
}

type Write = (path: string, select: string) => Promise<void>

/** Deletions at the edges of files and row groups, some, nearly all, or past the end. */
async function writePositions(write: Write, path: string, rows: number, draw: Draw): Promise<Set<number> | undefined> {
  const way = draw(5)
  if (way === 0) return undefined
  const edges = [0, 1, 2047, 2048, 2049, 4095, 4096, rows - 1, rows, rows + 5]
  const some = Array.from({ length: 50 }, () => draw(rows))
  const most = Array.from({ length: rows }, (_, index) => index).filter(() => draw(20) > 0)
  const gone = new Set(way === 1 ? edges : way === 2 ? some : way === 3 ? most : [])
  const list = [...gone, ...[...gone].slice(0, 3)]
  await write(path, `SELECT unnest([${list.join(', ')}]::BIGINT[]) AS pos`)
  return gone
}

function deletedRows(draw: Draw): readonly FileRow[] {
  const texts = ['a', 'b', '', 'ü🐘', null]
  return Array.from({ length: 60 }, () => ({
    id: draw(8) === 0 ? null : BigInt(draw(400)),
    kind: texts[draw(5)] ?? null,
    note: null,
  }))
}

async function writeDeletedRows(write: Write, { path, rows }: Deleted): Promise<void> {
  const cells = rows.map(({ id, kind }) => `(${literal(id)}, ${literal(kind)})`)
  await write(path, `SELECT k AS kind, i::BIGINT AS "the id", 1 AS more FROM (VALUES ${cells.join(', ')}) t(i, k)`)
}

function literal(value: bigint | string | null): string {
  return value === null ? 'NULL' : typeof value === 'bigint' ? String(value) : `'${value}'`
}
