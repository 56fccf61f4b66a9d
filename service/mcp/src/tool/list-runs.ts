import {
  described,
  integer,
  list,
  listRuns,
  object,
  optional,
  type Run,
  type RunStatus,
  runShape,
  runStatus,
  type Shape,
  text,
} from '@glovebox/api'
import { collaborationText, findCollaboration } from './find-collaboration.ts'
import { type AnyTool, reading, tool } from './tool.ts'

type Input = {
  readonly collaboration: string
  readonly status?: RunStatus
  readonly limit?: number
  readonly cursor?: string
}
type Data = { readonly runs: readonly Run[]; readonly next?: string }
const data: Shape<Data> = object<Data>({ runs: list(runShape), next: optional(text()) })

/** What was asked before. */
export const listRunsTool: AnyTool = tool<Input, Data>({
  name: 'list_runs',
  title: 'List runs',
  description:
    'The runs of a collaboration that this account may see, newest first, with what was asked, how they ended and what they cost. Look here before asking something again: a result that was released can be read again at no cost with read_run.',
  input: object<Input>({
    collaboration: collaborationText,
    status: optional(runStatus),
    limit: optional(described(integer({ min: 1, max: 100 }), 'how many; 20 where it is absent')),
    cursor: optional(described(text({ max: 500 }), '`next` of the page before')),
  }),
  data,
  hints: reading,
  run: async ({ collaboration: named, status, limit = 20, cursor }, { client, signal }) => {
    const collaboration = await findCollaboration(client, named)
    const query = { limit, ...(status === undefined ? {} : { status }), ...(cursor === undefined ? {} : { cursor }) }
    const { items, next } = await client.call(listRuns, { params: { collaboration }, query }, { signal })
    return { runs: items, ...(next === undefined ? {} : { next }) }
  },
})
