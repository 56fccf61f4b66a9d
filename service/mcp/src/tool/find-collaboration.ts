import {
  type Client,
  type CollaborationView,
  described,
  getCollaboration,
  listCollaborations,
  type Shape,
  text,
} from '@glovebox/api'
import { ToolRefusal } from './tool-error.ts'

/** How a tool is told which collaboration is meant. */
export const collaborationText: Shape<string> = described(
  text({ min: 1, max: 200 }),
  'the collaboration, by id (col_…) or by its exact name, as list_collaborations gives them',
)

/** The id of the collaboration that is meant. */
export async function findCollaboration(client: Client, named: string): Promise<string> {
  if (/^col_[a-z2-7]{26}$/.test(named)) return named
  const all = await activeCollaborations(client)
  const [only, ...others] = all.filter(({ name }) => name === named)
  if (only !== undefined && others.length === 0) return only.id
  throw new ToolRefusal({
    code: 'NOT_FOUND',
    title: only === undefined ? 'no collaboration has that name' : 'more than one collaboration has that name',
    help: 'name it by the id that list_collaborations gives',
  })
}

/** Every collaboration that one is an active member of. */
export async function activeCollaborations(client: Client): Promise<readonly CollaborationView[]> {
  const all: CollaborationView[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(listCollaborations, {
      query: { status: 'active', limit: 200, ...(cursor === undefined ? {} : { cursor }) },
    })
    all.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined && all.length < 1000)
  return all
}

/** A collaboration, by id or name. */
export async function readCollaboration(client: Client, named: string): Promise<CollaborationView> {
  return await client.call(getCollaboration, { params: { collaboration: await findCollaboration(client, named) } })
}
