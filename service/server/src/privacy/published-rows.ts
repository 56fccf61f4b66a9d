import type { PublishedRows } from '@glovebox/cleanroom'
import type { Value } from '@glovebox/sql'
import { isSealedFor } from '../state/sealed-for.ts'
import { prepared } from '../store/prepared.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import type { Db } from '../store/store.ts'
import { openIfAny } from '../store/vault.ts'

// What was published once is published: the same question of the same data by the same member gets it again for nothing.

/** The rows that were published under a key, keys and columns in the order of the question that first asked. */
export async function findPublished(
  { db, collaboration, vault }: RoomState,
  key: string,
): Promise<PublishedRows | undefined> {
  const [row] = await rowsOf(db, { collaboration, key })
  const text = row === undefined ? undefined : openIfAny(vault, row.rows, aboutKey(key))
  return text === undefined ? undefined : (JSON.parse(text, revive) as PublishedRows)
}

const rowsOf = prepared((db, { collaboration, key }: Record<'collaboration' | 'key', string>) =>
  db.selectFrom('published').select('rows').where('collaboration', '=', collaboration).where('key', '=', key).compile(),
)

/** Keeps what is published. Where two runs asked the same at once, the first answer stays. */
export async function keepPublished(
  state: RoomState,
  {
    key,
    member,
    at,
    rows,
    tables,
  }: {
    readonly key: string
    readonly member: string
    readonly at: string
    readonly rows: PublishedRows
    /** What the question reads: when one of them goes, so does the answer. */
    readonly tables: readonly string[]
  },
): Promise<void> {
  const text = JSON.stringify(rows, (_, value: Value | object) => spell(value))
  await inTransaction(state, async ({ db, collaboration, vault, madeOf }) => {
    const sealed = vault.seal(text, aboutKey(key), madeOf({ tables, member }))
    await db
      .insertInto('published')
      .values({ collaboration, key, member, at, rows: sealed })
      .onConflict((conflict) => conflict.columns(['collaboration', 'key']).doNothing())
      .execute()
    const read = tables.map((table_name) => ({ collaboration, key, table_name }))
    if (read.length > 0)
      await db
        .insertInto('published_tables')
        .values(read)
        .onConflict((conflict) => conflict.columns(['collaboration', 'key', 'table_name']).doNothing())
        .execute()
  })
}

/** Forgets the answers that read a table, and gives how many there were. Must stand in a transaction. */
export async function forgetPublished(
  tx: Db,
  { collaboration, table }: { readonly collaboration: string; readonly table: string },
): Promise<number> {
  const keys = tx
    .selectFrom('published_tables')
    .select('key')
    .where('collaboration', '=', collaboration)
    .where('table_name', '=', table)
  const gone = await tx
    .deleteFrom('published')
    .where('collaboration', '=', collaboration)
    .where('key', 'in', keys)
    .executeTakeFirst()
  await tx
    .deleteFrom('published_tables')
    .where('collaboration', '=', collaboration)
    .where('table_name', '=', table)
    .execute()
  return Number(gone.numDeletedRows)
}

/** Forgets the answers that are made of an organisation's data, or were for it, and gives how many. Must stand in a transaction. */
export async function forgetPublishedFor(tx: Db, collaboration: string, organisation: string): Promise<number> {
  const gone = await tx
    .deleteFrom('published')
    .where('collaboration', '=', collaboration)
    .where(isSealedFor('rows', organisation))
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** What a sealed answer is about. */
export function aboutKey(key: string): string {
  return `published/${key}`
}

/** What JSON has no form for. */
function spell(value: Value | object): unknown {
  if (typeof value === 'bigint') return { integer: String(value) }
  const isOdd = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
  return isOdd ? { double: Object.is(value, -0) ? '-0' : String(value) } : value
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('integer' in value && typeof value.integer === 'string') return BigInt(value.integer)
  return 'double' in value && typeof value.double === 'string' ? Number(value.double) : value
}
