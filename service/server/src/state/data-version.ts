import type { FileState } from '../source/fingerprint.ts'
import { prepared } from '../store/prepared.ts'
import type { RoomState } from '../store/room-state.ts'
import { randomId } from './random-id.ts'

/**
 * The name of a table's data as it is: the same as long as no file of it is touched. Random, because a hash would let
 * whoever guesses the rows confirm them. Must stand in a transaction.
 */
export async function dataVersion(tx: RoomState, table: string, files: readonly FileState[]): Promise<string> {
  const known = await knownVersion(tx, table, files)
  if (known !== undefined) return known
  const made = { fingerprint: JSON.stringify(files), version: randomId('ver', tx.random) }
  await tx.db
    .insertInto('data_versions')
    .values({ collaboration: tx.collaboration, name: table, ...made })
    .onConflict((conflict) => conflict.columns(['collaboration', 'name']).doUpdateSet(made))
    .execute()
  return made.version
}

/** The name of a table's data, where it has one since its files were touched last. */
export async function knownVersion(
  { db, collaboration }: RoomState,
  table: string,
  files: readonly FileState[],
): Promise<string | undefined> {
  const [known] = await versionOf(db, { collaboration, table })
  return known?.fingerprint === JSON.stringify(files) ? known.version : undefined
}

const versionOf = prepared((db, { collaboration, table }: Record<'collaboration' | 'table', string>) =>
  db
    .selectFrom('data_versions')
    .select(['fingerprint', 'version'])
    .where('collaboration', '=', collaboration)
    .where('name', '=', table)
    .compile(),
)
