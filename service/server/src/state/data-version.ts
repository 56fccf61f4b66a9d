import { prepared } from '../store/prepared.ts'
import type { RoomState } from '../store/room-state.ts'
import { randomId } from './random-id.ts'

/**
 * The name of a table's data as it is seen: the same as long as its source says the same of it. Random, because what
 * sources say may let whoever guesses the rows confirm them. Must stand in a transaction.
 */
export async function dataVersion(tx: RoomState, table: string, seen: string): Promise<string> {
  const known = await knownVersion(tx, table, seen)
  if (known !== undefined) return known
  const made = { fingerprint: seen, version: randomId('ver', tx.random) }
  await tx.db
    .insertInto('data_versions')
    .values({ collaboration: tx.collaboration, name: table, ...made })
    .onConflict((conflict) => conflict.columns(['collaboration', 'name']).doUpdateSet(made))
    .execute()
  return made.version
}

/** The name of a table's data, where it is what it was when it got one. */
export async function knownVersion(
  { db, collaboration }: RoomState,
  table: string,
  seen: string,
): Promise<string | undefined> {
  const [known] = await versionOf(db, { collaboration, table })
  return known?.fingerprint === seen ? known.version : undefined
}

const versionOf = prepared((db, { collaboration, table }: Record<'collaboration' | 'table', string>) =>
  db
    .selectFrom('data_versions')
    .select(['fingerprint', 'version'])
    .where('collaboration', '=', collaboration)
    .where('name', '=', table)
    .compile(),
)
