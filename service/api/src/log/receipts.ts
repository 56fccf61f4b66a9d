import type { AnyRoute, Route } from '../contract/route.ts'
import { object, optional, type Shape, text } from '../contract/shape.ts'
import { idText } from '../identity/words.ts'
import { hashShape, type ReceiptBundle, receiptBundleShape } from '../verify/receipt-bundle.ts'

type OneReceipt = { readonly collaboration: string; readonly receipt: string }
const params: Shape<OneReceipt> = object<OneReceipt>({ collaboration: idText('col'), receipt: idText('rcpt') })
const query: Shape<Record<never, never>> = object<Record<never, never>>({})

/** One run's receipt. */
export const getReceipt: Route<{ readonly params: OneReceipt; readonly query: Record<never, never> }, ReceiptBundle> = {
  id: 'getReceipt',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/receipts/{receipt}',
  tag: 'log',
  summary: 'The signed receipt of a run, with the proof that it is in the audit log',
  description:
    'For who asked, the owners of the tables read and the receivers of results. Whoever has the public key of the server can verify it offline.',
  access: 'log:read',
  params,
  query,
  answer: { status: 200, shape: receiptBundleShape },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** What belongs to a receipt but is for one member only. */
export type ReceiptOpening = {
  /** For receivers: opens the commitment of the receipt, with the result. */
  readonly salt?: string
  /** For the owner of all the data that a failed run read: why. It may quote rows. */
  readonly reason?: string
}

/** What of a receipt is for the caller alone. */
export const getReceiptOpening: Route<
  { readonly params: OneReceipt; readonly query: Record<never, never> },
  ReceiptOpening
> = {
  id: 'getReceiptOpening',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/receipts/{receipt}/opening',
  tag: 'log',
  summary:
    'What belongs to a receipt and is for your organisation alone: the salt of a result, the reason of a failure',
  access: 'runs:read',
  params,
  query,
  answer: {
    status: 200,
    shape: object<ReceiptOpening>(
      { salt: optional(hashShape), reason: optional(text({ max: 1_000_000 })) },
      { name: 'ReceiptOpening' },
    ),
  },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** Everything that can be asked of receipts. */
export const receiptRoutes: readonly AnyRoute[] = [getReceipt, getReceiptOpening]
