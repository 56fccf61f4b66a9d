import type { OpeningAnswer } from '@glovebox/api'
import { diagnostic } from '@glovebox/diagnostics'
import { readOpening } from '../state/receipts.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/**
 * What a member may see of a run beyond its receipt: a receiver the result and its salt; the owner of all the data that
 * was read why the run failed. Where several owners' data was read the reason is for none of them: it may quote
 * another's rows.
 */
export async function openReceipt(
  world: World,
  { receipt, member }: { readonly receipt: string; readonly member: string },
): Promise<OpeningAnswer> {
  const state = await world.stateIfAny()
  const opening = state === undefined ? undefined : await readOpening(state, receipt)
  if (opening === undefined) return { status: 'unknown' }
  const { salt, result, reason, receivers, owners } = opening
  const receives = receivers.includes(member)
  const ownsAll = owners.length > 0 && owners.every((owner) => owner === member)
  if (!receives && !ownsAll)
    return refusal('not-permitted', [diagnostic('MEMBER_MAY_NOT_OPEN', { member, able: receivers })], '')
  return {
    status: 'ok',
    ...(receives && salt !== undefined ? { salt } : {}),
    ...(receives && result !== undefined ? { result } : {}),
    ...(ownsAll && reason !== undefined ? { reason } : {}),
  }
}
