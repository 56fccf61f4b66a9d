import { integer, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { idText, moment } from '../identity/words.ts'
import { hash, name } from '../tables/fields.ts'

/** How far the result of an activation has come. */
export const activationStatuses = ['pending', 'waiting', 'delivered', 'failed', 'withdrawn'] as const
export type ActivationStatus = (typeof activationStatuses)[number]

/** Why a result was not delivered. */
export const activationReasons = [
  'no-result',
  'destination-changed',
  'not-permitted',
  'table-stopped',
  'template-stopped',
  'member-gone',
  'result-deleted',
  'expired',
  'failing',
  'gone',
] as const
export type ActivationReason = (typeof activationReasons)[number]

/** Where the result of a run goes, and how far it has come there. */
export type Activation = {
  readonly destination: string
  readonly id: string
  /** Of the destination as it was when the run was submitted. */
  readonly hash: string
  readonly status: ActivationStatus
  /** The id that every attempt carries: `webhook-id` and `idempotency-key`. */
  readonly delivery: string
  /** Attempts that were begun; of those that were broken off, the receiver may have had something. */
  readonly attempts: number
  readonly nextAt?: string
  readonly endedAt?: string
  /** Of the last attempt: a status of HTTP, or a word for why there was none. */
  readonly lastAnswer?: string
  readonly reason?: ActivationReason
}

export const activationShape: Shape<Activation> = object<Activation>(
  {
    destination: name,
    id: idText('dst'),
    hash,
    status: oneOf(...activationStatuses),
    delivery: idText('act'),
    attempts: integer({ min: 0 }),
    nextAt: optional(moment),
    endedAt: optional(moment),
    lastAnswer: optional(text({ max: 200 })),
    reason: optional(oneOf(...activationReasons)),
  },
  {
    name: 'Activation',
    description:
      'the result goes to the destination alone, and is deleted once it was delivered, withdrawn or given up',
  },
)
