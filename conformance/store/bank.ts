import { type CompiledQuery, sql } from 'kysely'
import type { Migration } from '../../service/server/src/store/migration/migration.ts'
import type { Db, Store } from '../../service/server/src/store/store.ts'

/** What the suite keeps in a store: charges that together must not pass a cap, and values of every kind. */
export const bank: readonly Migration[] = [
  {
    version: 4,
    area: 'bank',
    statements: ({ integer, bytes, counter, strict }) => [
      `CREATE TABLE charges (key TEXT PRIMARY KEY, owner TEXT NOT NULL, loss ${integer} NOT NULL)${strict}`,
      `CREATE TABLE balances (owner TEXT PRIMARY KEY, loss ${integer} NOT NULL)${strict}`,
      `CREATE TABLE kinds (place ${counter}, whole ${integer}, words TEXT, raw ${bytes})${strict}`,
    ],
  },
]

/** Writes a charge. */
export async function charge(db: Db, key: string, owner = 'o', loss: number | bigint = 1): Promise<void> {
  await sql`INSERT INTO charges (key, owner, loss) VALUES (${key}, ${owner}, ${loss})`.execute(db)
}

/** The keys of all charges, in order. */
export async function keys(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly key: string }>`SELECT key FROM charges ORDER BY key`.execute(db)
  return rows.map(({ key }) => key)
}

/** How many charges there are. */
export async function count(db: Db): Promise<number> {
  const { rows } = await sql<{ readonly n: number }>`SELECT COUNT(*) AS n FROM charges`.execute(db)
  return rows[0]?.n ?? 0
}

/** Charges one where the cap allows it, and says whether it did. The cap is looked up in all charges there are. */
export async function spend(store: Store, lane: string, key: string, cap: number): Promise<boolean> {
  return await store.transaction(lane, async (tx) => {
    if ((await count(tx)) >= cap) return false
    await charge(tx, key, lane)
    return true
  })
}

/** Reads rows in parts of a size. */
export async function inParts(db: Db, query: CompiledQuery, size: number): Promise<readonly (readonly unknown[])[]> {
  const parts: (readonly unknown[])[] = []
  for await (const { rows } of db.getExecutor().stream(query, size)) parts.push(rows)
  return parts
}
