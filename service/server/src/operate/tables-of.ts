import { sql } from 'kysely'
import type { Db, Store } from '../store/store.ts'

/** The tables of a store, each after those that it refers to. */
export async function tablesOf(store: Store, db: Db): Promise<readonly string[]> {
  const { rows } =
    store.dialect === 'sqlite'
      ? await sql<{ name: string }>`
          SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid`.execute(db)
      : await sql<{ name: string }>`
          SELECT relname AS name FROM pg_class
          WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid`.execute(db)
  return rows.map(({ name }) => name).filter((name) => !bookkeeping.has(name))
}

/** What migrations write themselves. */
const bookkeeping: ReadonlySet<string> = new Set(['schema_version'])
