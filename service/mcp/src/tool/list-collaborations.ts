import { list, object, oneOf, type Shape, text } from '@glovebox/api'
import { activeCollaborations } from './find-collaboration.ts'
import { type AnyTool, reading, tool } from './tool.ts'

type Listed = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly status: 'open' | 'closed'
  /** What the asking organisation is in it. */
  readonly member: string
  readonly abilities: readonly string[]
}
type Data = { readonly collaborations: readonly Listed[] }

const data: Shape<Data> = object<Data>({
  collaborations: list(
    object<Listed>({
      id: text(),
      name: text(),
      description: text(),
      status: oneOf('open', 'closed'),
      member: text(),
      abilities: list(text()),
    }),
  ),
})

/** The collaborations one is in. */
export const listCollaborationsTool: AnyTool = tool<Record<never, never>, Data>({
  name: 'list_collaborations',
  title: 'List collaborations',
  description:
    'The collaborations that this account is an active member of, under which member name, and what it may do in each.',
  input: object<Record<never, never>>({}),
  data,
  hints: reading,
  run: async (_, { client }) => ({
    collaborations: (await activeCollaborations(client)).map(({ id, name, description, status, membership }) => ({
      id,
      name,
      description,
      status,
      member: membership.name,
      abilities: membership.abilities,
    })),
  }),
})
