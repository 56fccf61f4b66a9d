import type { ReceiptBundle } from '@glovebox/api'
import { signReceipt, spellVerifierKey } from '@glovebox/crypto'
import { checkpointOf, keyOf, type Signer } from '../log/checkpoint.ts'
import { proveInclusion } from '../log/proofs.ts'
import type { Receipt } from '../log/receipt.ts'
import { readHead } from '../state/audit-log.ts'
import { readReceipt } from '../state/receipts.ts'
import { inSnapshot, type RoomState } from '../store/room-state.ts'

/** A receipt, and all that proves it to whoever has the server's public key. Whom it is for is the caller's to decide. */
export type ProvenReceipt = { readonly receipt: Receipt; readonly bundle: ReceiptBundle }

/** Signs a receipt and proves it against the log as it stands; nothing where there is none. */
export function proveReceipt(
  signer: Signer,
  state: RoomState,
  by: { readonly id: string } | { readonly run: string },
): Promise<ProvenReceipt | undefined> {
  return inSnapshot(state, async (picture) => {
    const found = await readReceipt(picture, by)
    if (found === undefined) return undefined
    const head = await readHead(picture)
    const inclusion = await proveInclusion(picture, found.sequence, head.sequence)
    if (inclusion === undefined) throw new Error('the entry of a receipt is not in the log')
    const { receipt, spelled, entry } = found
    const key = keyOf(signer)
    return {
      receipt,
      bundle: {
        version: '1',
        receipt,
        signature: signReceipt(spelled, key),
        key: spellVerifierKey(key),
        entry: JSON.parse(entry) as unknown,
        inclusion,
        checkpoint: checkpointOf(key, picture.collaboration, head).note,
      },
    }
  })
}
