import type { DeletionStatement, SignedDeletionStatement } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import type { Actor } from '../collaboration-world.ts'
import { noCollaboration } from '../membership.ts'
import { done, type Outcome } from '../outcome.ts'

/** What was deleted of an organisation when its part in a collaboration ended; only its own. */
export async function readDeletionStatement(
  db: Db,
  { organisation }: Actor,
  collaboration: string,
): Promise<Outcome<SignedDeletionStatement>> {
  const statement = await findStatement(db, collaboration, organisation)
  return statement === undefined ? noCollaboration : done(statement)
}

/** The statement of an organisation's deletion, if there is one. */
export async function findStatement(
  db: Db,
  collaboration: string,
  organisation: string,
): Promise<SignedDeletionStatement | undefined> {
  const row = await db
    .selectFrom('deletions')
    .select(['statement', 'signature'])
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { statement: spelled, signature } = row
  return { statement: JSON.parse(spelled) as DeletionStatement, spelled, signature }
}
