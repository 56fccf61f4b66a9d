import type { Page, Passkey } from '@glovebox/api'
import { type Actor, freshAccount, ownAccount } from './actor.ts'
import { record } from './audit.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { passkeyView } from './relying-party.ts'

/** Lists the passkeys of the own account. */
export async function listPasskeys({ world }: Identity, actor: Actor): Promise<Outcome<Page<Passkey>>> {
  const { db } = world.store
  const own = await ownAccount(db, actor)
  if (!own.ok) return own
  const { id } = own.value.user
  const rows = await db.selectFrom('passkeys').selectAll().where('user', '=', id).orderBy('created_at').execute()
  return done({ items: rows.map(passkeyView) })
}

/** Removes a passkey of the own account. */
export async function removePasskey(identity: Identity, actor: Actor, passkey: string): Promise<Outcome<undefined>> {
  const removed = await identity.world.store.transaction('sign-in', async (tx) => {
    const own = await freshAccount(tx, identity, actor)
    if (!own.ok) return own
    const { id, organisation } = own.value.user
    const gone = await tx.deleteFrom('passkeys').where('id', '=', passkey).where('user', '=', id).executeTakeFirst()
    if (gone.numDeletedRows === 0n) return refused('NOT_FOUND')
    await record(tx, identity, actor.whence, { event: 'passkey-removed', organisation, user: id })
    return done(undefined)
  })
  identity.seen.forget()
  return removed
}
