import type { ReceiptAnswer } from '@glovebox/api'
import { readReceipt } from '../state/receipts.ts'
import type { World } from './world.ts'

/** One run's receipt and the log entry that names it. */
export function findReceipt(world: World, id: string): ReceiptAnswer {
  const database = world.stateIfAny()
  const found = database === undefined ? undefined : readReceipt(database, id)
  if (found === undefined) return { status: 'unknown' }
  return { status: 'ok', receipt: found.receipt, log: { sequence: found.sequence, hash: found.hash } }
}
