import type { ReceiptBundle, ReceiptOpening } from '@glovebox/api'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { readOpeningAlone } from '../state/receipts.ts'
import { proveReceipt } from '../usecase/prove-receipt.ts'
import type { LogWorld, SeenLog } from './member-log.ts'
import { isReceiptFor } from './visible-to.ts'

/** A receipt with all that proves it, for who may see that its run was. */
export async function readProvenReceipt(
  world: LogWorld,
  { state, viewer }: SeenLog,
  id: string,
): Promise<Outcome<ReceiptBundle>> {
  const proven = await proveReceipt(world, state, { id })
  return proven !== undefined && isReceiptFor(proven.receipt, viewer) ? done(proven.bundle) : noReceipt
}

/**
 * What of a receipt is for one member: a receiver's salt; why it failed for the owner of all the data that was read.
 * Where several owners' data was read the reason is for none of them: it may quote another's rows.
 */
export async function readReceiptOpening(
  { state, viewer: { member } }: SeenLog,
  id: string,
): Promise<Outcome<ReceiptOpening>> {
  const opening = await readOpeningAlone(state, id)
  if (opening === undefined) return noReceipt
  const { salt, reason, receivers, owners } = opening
  const receives = receivers.includes(member)
  const ownsAll = owners.length > 0 && owners.every((owner) => owner === member)
  if (!receives && !ownsAll) return noReceipt
  return done({
    ...(receives && salt !== undefined ? { salt } : {}),
    ...(ownsAll && reason !== undefined ? { reason } : {}),
  })
}

const noReceipt = refused('NOT_FOUND', {
  reason: 'RECEIPT_NOT_FOUND',
  detail: 'there is no such receipt, or it is not for your organisation',
})
