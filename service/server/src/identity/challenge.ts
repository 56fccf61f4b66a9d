import type { Selectable } from 'kysely'
import type { Db } from '../store/store.ts'
import type { IdentityTables } from '../store/tables/identity.ts'
import type { Identity } from './identity.ts'
import { hashOf } from './secret.ts'

type ChallengeRow = Selectable<IdentityTables['sign_in_challenges']>

const keptMs = 10 * 60_000

/** Keeps what was asked until the answer comes: ten minutes, for one answer. */
export async function keepChallenge(
  { world }: Identity,
  challenge: {
    readonly secret: string
    readonly purpose: ChallengeRow['purpose']
    readonly user?: string
    readonly content?: string
  },
): Promise<void> {
  await world.store.db
    .insertInto('sign_in_challenges')
    .values({
      hash: hashOf(challenge.secret),
      purpose: challenge.purpose,
      user: challenge.user ?? null,
      content: challenge.content ?? '',
      expires_at: new Date(world.clock().getTime() + keptMs).toISOString(),
    })
    .execute()
}

/** Takes what was asked, so that nobody takes it again; undefined where nothing of the kind was asked of late. */
export async function takeChallenge(
  tx: Db,
  { world }: Identity,
  secret: string,
  purpose: ChallengeRow['purpose'],
): Promise<ChallengeRow | undefined> {
  const row = await tx
    .deleteFrom('sign_in_challenges')
    .where('hash', '=', hashOf(secret))
    .where('purpose', '=', purpose)
    .returningAll()
    .executeTakeFirst()
  return row !== undefined && world.clock().toISOString() < row.expires_at ? row : undefined
}
