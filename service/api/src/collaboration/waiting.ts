import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { id, moment } from './fields.ts'

/** Something that an organisation should decide on or know of. */
export type WaitingItem = {
  readonly kind: 'invitation' | 'change-request' | 'payment' | 'template-review' | 'run-approval' | 'budget-low'
  readonly collaboration: string
  readonly collaborationName: string
  /** The id or name of what waits; absent where it is the collaboration itself. */
  readonly subject?: string
  readonly since?: string
}

/** What waits, the oldest first; the first thousand where there is more. */
export type WaitingList = { readonly items: readonly WaitingItem[] }

export const waitingList: Shape<WaitingList> = object<WaitingList>(
  {
    items: list(
      object<WaitingItem>(
        {
          kind: oneOf('invitation', 'change-request', 'payment', 'template-review', 'run-approval', 'budget-low'),
          collaboration: id('col'),
          collaborationName: text({ max: 500 }),
          subject: optional(text({ max: 500 })),
          since: optional(moment),
        },
        { name: 'WaitingItem' },
      ),
    ),
  },
  { name: 'WaitingList' },
)

export const listWaiting: Route<{ readonly params: Nothing; readonly query: Nothing }, WaitingList> = {
  id: 'listWaiting',
  method: 'GET',
  path: '/v1/waiting',
  tag: 'collaborations',
  summary: "list what waits for one's organisation, over all its collaborations",
  access: 'collaborations:read',
  params: nothing,
  query: nothing,
  answer: { status: 200, shape: waitingList },
  problems: [],
}
