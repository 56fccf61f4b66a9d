import type { ReceiptAnswer } from '@glovebox/api'
import { readReceipt } from '../state/receipts.ts'
import type { World } from './world.ts'

/** One run's receipt and the log entry that names it. */
export async function findReceipt(world: World, id: string): Promise<ReceiptAnswer> {
  const state = await world.stateIfAny()
  const found = state === undefined ? undefined : await readReceipt(state, { id })
  if (found === undefined) return { status: 'unknown' }
  return { status: 'ok', receipt: found.receipt, log: { sequence: found.sequence, hash: found.hash } }
}
