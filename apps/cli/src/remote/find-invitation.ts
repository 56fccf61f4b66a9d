import { type Client, type CollaborationView, listInvitations } from '@glovebox/api'
import { UsageError } from '../usage-error.ts'
import { everyPage } from './every-page.ts'
import { pick } from './pick.ts'

/** The invitation that a command means: by id or name, or the only one there is. */
export async function findInvitation(client: Client, named: string | undefined): Promise<CollaborationView> {
  const { items } = await everyPage((query) => client.call(listInvitations, { query }))
  if (named !== undefined) return pick(items, named, 'invitation')
  const [only] = items
  if (only !== undefined && items.length === 1) return only
  const known = items.map(({ name, id }) => `${name} (${id})`).join(', ')
  throw new UsageError(known === '' ? 'there is no invitation' : `which invitation? There are ${known}`)
}
