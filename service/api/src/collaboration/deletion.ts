import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { integer, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { id, memberName, moment } from './fields.ts'
import { type CollaborationParams, collaborationParams } from './members.ts'

/** Things of one kind that were deleted; `names` where they had any. */
export type DeletedThings = {
  /** `table`, `template`, `budget`, `cached-answer`, `result`, … */
  readonly kind: string
  readonly count: number
  readonly names?: readonly string[]
}

/** What the server deleted when a member's part in a collaboration ended. Counts only what the member itself can know. */
export type DeletionStatement = {
  readonly version: 1 | 2
  readonly server: string
  readonly collaboration: string
  readonly organisation: string
  readonly member: string
  readonly cause: 'left' | 'removed' | 'closed'
  readonly at: string
  readonly deleted: readonly DeletedThings[]
  /** Of backups that were made before; from version 2, once the keys are destroyed. */
  readonly backups?: DeletionFromBackups
}

/** What of a member that is gone still lies in backups, by kind. */
export type DeletionFromBackups = {
  /** When the keys without which nothing that is made of the member's data can be opened were destroyed. */
  readonly keysDestroyedAt: string
  /** Lies there sealed, and nothing opens it. */
  readonly unreadable: readonly string[]
  /** Lies there as it is, until those backups are deleted. */
  readonly readable: readonly string[]
  /** What has to hold for this, and the server cannot know. */
  readonly restsOn: string
}

/**
 * A deletion statement with its proof: Ed25519 over `glovebox/deletion/v1`, a zero byte, and `spelled`, the statement as
 * canonical JSON (RFC 8785).
 */
export type SignedDeletionStatement = {
  readonly statement: DeletionStatement
  readonly spelled: string
  readonly signature: string
}

export const signedDeletionStatement: Shape<SignedDeletionStatement> = object<SignedDeletionStatement>(
  {
    statement: object<DeletionStatement>(
      {
        version: integer({ min: 1, max: 2 }) as unknown as Shape<1 | 2>,
        server: text({ max: 500 }),
        collaboration: id('col'),
        organisation: id('org'),
        member: memberName,
        cause: oneOf('left', 'removed', 'closed'),
        at: moment,
        deleted: list(
          object<DeletedThings>(
            {
              kind: text({ max: 100 }),
              count: integer({ min: 0 }),
              names: optional(list(text({ max: 500 }), { max: 100_000 })),
            },
            { name: 'DeletedThings' },
          ),
        ),
        backups: optional(
          object<DeletionFromBackups>(
            {
              keysDestroyedAt: moment,
              unreadable: list(text({ max: 100 })),
              readable: list(text({ max: 100 })),
              restsOn: text({ max: 1000 }),
            },
            { name: 'DeletionFromBackups' },
          ),
        ),
      },
      { name: 'DeletionStatement' },
    ),
    spelled: text({ max: 10_000_000 }),
    signature: text({ max: 200 }),
  },
  { name: 'SignedDeletionStatement' },
)

type One = { readonly params: CollaborationParams; readonly query: Nothing }

export const leaveCollaboration: Route<One, SignedDeletionStatement> = {
  id: 'leaveCollaboration',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/leave',
  tag: 'members',
  summary: 'leave a collaboration for good',
  description:
    'Everything of the member that the server keeps for the collaboration is deleted: tables, templates, budgets, cached answers over its data, its results. What of it lies in backups cannot be opened any more: its key is destroyed. The log and the receipts remain. The creator cannot leave, only close the collaboration.',
  access: 'collaborations:write',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: signedDeletionStatement },
  problems: ['CONFLICT'],
}

export const getDeletionStatement: Route<One, SignedDeletionStatement> = {
  id: 'getDeletionStatement',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/deletion-statement',
  tag: 'members',
  summary: "read what was deleted when one's part in a collaboration ended",
  access: 'collaborations:read',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: signedDeletionStatement },
  problems: [],
}
