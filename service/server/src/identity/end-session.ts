import { type Actor, ownAccount } from './actor.ts'
import { record } from './audit.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'

/** Signs the own account out, here (`current`) or in another place. */
export async function endSession(
  identity: Identity,
  actor: Actor,
  which: string,
): Promise<Outcome<{ readonly isCurrent: boolean }>> {
  const ended = await identity.world.store.transaction('sign-in', async (tx) => {
    const own = await ownAccount(tx, actor)
    if (!own.ok) return own
    const { session, user } = own.value
    const id = which === 'current' ? session : which
    const gone = await tx.deleteFrom('sessions').where('id', '=', id).where('user', '=', user.id).executeTakeFirst()
    if (gone.numDeletedRows === 0n) return refused('NOT_FOUND')
    const { organisation } = user
    await record(tx, identity, actor.whence, { event: 'signed-out', organisation, user: user.id })
    return done({ isCurrent: id === session })
  })
  identity.seen.forget()
  return ended
}
