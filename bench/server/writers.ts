import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { databasePath } from '../../service/server/src/store/sqlite-file.ts'
import type { Row, Writer } from './grow-log.ts'

/** Writes past the server, which is not there meanwhile. */
export type OpenWriter = Writer & {
  readonly all: (sql: string) => Promise<readonly Readonly<Record<string, string | number | null>>[]>
  readonly close: () => Promise<void>
}

/** In the file of a server's folder. */
export function sqliteWriter(folder: string): OpenWriter {
  const database = new DatabaseSync(databasePath(`${folder}/state`))
  database.exec('BEGIN')
  const all: OpenWriter['all'] = async (sql) => database.prepare(sql).all() as never
  return {
    all,
    head: headWith(all),
    write: async (table, columns, rows) => {
      const marks = columns.map(() => '?').join(', ')
      const insert = database.prepare(`INSERT INTO ${table} (${named(columns)}) VALUES (${marks})`)
      for (const row of rows) insert.run(...row)
    },
    setHead: async (collaboration, size, hash, subtrees) => {
      database.prepare(setHead('?', '?', '?', '?')).run(collaboration, size, hash, subtrees)
    },
    commit: async () => database.exec('COMMIT; BEGIN'),
    close: async () => {
      database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
    },
  }
}

/** In a PostgreSQL database. */
export async function postgresWriter(url: string): Promise<OpenWriter> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  const all: OpenWriter['all'] = async (sql) => (await client.query(sql)).rows as never
  return {
    all,
    head: headWith(all),
    write: async (table, columns, rows) => {
      if (rows.length === 0) return
      const json = JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))))
      await client.query(
        `INSERT INTO ${table} (${named(columns)})
         SELECT ${named(columns)} FROM json_populate_recordset(NULL::${table}, $1::json)`,
        [json],
      )
    },
    setHead: async (...head) => {
      await client.query(setHead('$1', '$2', '$3', '$4'), head)
    },
    commit: async () => {
      await client.query('COMMIT')
      await client.query('BEGIN')
    },
    close: async () => {
      await client.query('COMMIT')
      // As the server's own housekeeping does within a minute.
      await client.query('VACUUM ANALYZE')
      await client.end()
    },
  }
}

function headWith(all: OpenWriter['all']): Writer['head'] {
  return async (collaboration) => {
    const [head] = await all(`SELECT sequence, subtrees FROM log_heads WHERE collaboration = '${collaboration}'`)
    return head === undefined ? undefined : { size: Number(head.sequence), subtrees: String(head.subtrees) }
  }
}

function named(columns: readonly string[]): string {
  return columns.map((name) => `"${name}"`).join(', ')
}

function setHead(...[collaboration, size, hash, subtrees]: readonly string[]): string {
  return `INSERT INTO log_heads (collaboration, sequence, hash, subtrees)
    VALUES (${collaboration}, ${size}, ${hash}, ${subtrees})
    ON CONFLICT (collaboration) DO UPDATE
    SET sequence = excluded.sequence, hash = excluded.hash, subtrees = excluded.subtrees`
}

/** Copies a row so often, with another value in some of its columns. */
export function copies(
  row: Readonly<Record<string, string | number | null>>,
  times: number,
  changed: (n: number) => Readonly<Record<string, string | number | null>>,
): { readonly columns: readonly string[]; readonly rows: readonly Row[] } {
  const columns = Object.keys(row)
  const rows = Array.from({ length: times }, (_, n) => {
    const copy = { ...row, ...changed(n) }
    return columns.map((name) => copy[name] ?? null)
  })
  return { columns, rows }
}
