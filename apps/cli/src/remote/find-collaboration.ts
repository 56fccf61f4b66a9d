import { type Client, type CollaborationView, getCollaboration, listCollaborations } from '@glovebox/api'
import { UsageError } from '../usage-error.ts'
import { everyPage } from './every-page.ts'

/** The collaboration that a command means: by id or name, or the only one there is. */
export async function findCollaboration(client: Client, named: string | undefined): Promise<CollaborationView> {
  if (named !== undefined && /^col_[a-z2-7]{26}$/.test(named))
    return await client.call(getCollaboration, { params: { collaboration: named } })
  const all = await listActive(client)
  const found = named === undefined ? all : all.filter(({ name }) => name === named)
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) return only
  const known = all.map(({ name, id }) => `${name} (${id})`).join(', ')
  if (all.length === 0)
    throw new UsageError('there is no collaboration yet: glovebox collaboration create, or accept an invitation')
  throw new UsageError(
    named === undefined
      ? `which collaboration? name it with --collaboration: ${known}`
      : `${found.length === 0 ? 'no' : 'more than one'} collaboration is named ${named}; there are ${known}`,
  )
}

async function listActive(client: Client): Promise<readonly CollaborationView[]> {
  const { items } = await everyPage((query) =>
    client.call(listCollaborations, { query: { ...query, status: 'active' } }),
  )
  return items
}
