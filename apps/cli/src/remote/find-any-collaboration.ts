import { type Client, type CollaborationView, listCollaborations } from '@glovebox/api'
import { everyPage } from './every-page.ts'
import { findCollaboration } from './find-collaboration.ts'
import { pick } from './pick.ts'

/** The collaboration that a command means, also where one is only invited, has left or it is closed. */
export async function findAnyCollaboration(client: Client, named: string | undefined): Promise<CollaborationView> {
  if (named === undefined || /^col_[a-z2-7]{26}$/.test(named)) return await findCollaboration(client, named)
  const { items } = await everyPage((query) => client.call(listCollaborations, { query }))
  const active = items.filter(({ name, membership }) => name === named && membership.status === 'active')
  return active.length === 1 ? pick(active, named, 'collaboration') : pick(items, named, 'collaboration')
}
