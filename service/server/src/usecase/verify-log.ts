import type { LogHead, LogVerification } from '@glovebox/api'
import { ledgerFault } from '../ledger/against-log.ts'
import { emptyHead } from '../log/entry.ts'
import { type StoredLog, verifyLog } from '../log/verify.ts'
import { readStoredLog } from '../state/audit-log.ts'
import { inSnapshot } from '../store/room-state.ts'
import type { World } from './world.ts'

const empty: StoredLog = {
  entries: [],
  head: emptyHead,
  receipts: new Map(),
  openRuns: new Set(),
}

/** Checks the whole audit log against itself, its receipts and a head noted before. */
export async function verifyAuditLog(world: World, options: { readonly head?: LogHead }): Promise<LogVerification> {
  const state = await world.stateIfAny()
  if (state === undefined) return verifyLog(empty, options.head)
  return inSnapshot(state, async (picture) => {
    const verified = await verifyLog(await readStoredLog(picture), options.head)
    const fault = verified.status === 'ok' ? await ledgerFault(picture) : undefined
    if (fault === undefined || verified.status !== 'ok') return verified
    // The log itself holds; what stands beside it does not.
    return { status: 'broken', entries: verified.entries, brokenAt: verified.entries, message: fault }
  })
}
