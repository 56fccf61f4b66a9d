import { inTransaction, type RoomState } from '../store/room-state.ts'

const name = 'bounding-key'
/** What the sealed bounding key is about. */
export const aboutBoundingKey: string = `room_secrets/${name}`

/**
 * The room's secret that decides which of a unit's groups count: the same in every run, so that a repeated question
 * counts the same ones, and known to nobody who could make groups that do.
 */
export async function boundingKey(state: RoomState): Promise<string> {
  const known = await read(state)
  if (known !== undefined) return known
  return inTransaction(state, async (tx) => {
    // Two runs may come to make it; the first one's is everybody's.
    const first = await read(tx)
    if (first !== undefined) return first
    const fresh = Buffer.from(tx.random(32)).toString('hex')
    const row = { collaboration: tx.collaboration, name, value: tx.vault.seal(fresh, aboutBoundingKey, []) }
    await tx.db.insertInto('room_secrets').values(row).execute()
    return fresh
  })
}

async function read({ db, collaboration, vault }: RoomState): Promise<string | undefined> {
  const row = await db
    .selectFrom('room_secrets')
    .select('value')
    .where('collaboration', '=', collaboration)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : vault.open(row.value, aboutBoundingKey)
}
