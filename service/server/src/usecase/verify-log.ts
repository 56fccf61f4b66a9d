import type { LogHead, LogVerification } from '@glovebox/api'
import { ledgerFault } from '../ledger/against-log.ts'
import { genesisHash } from '../log/entry.ts'
import { type StoredLog, verifyLog } from '../log/verify.ts'
import { readStoredLog } from '../state/audit-log.ts'
import { snapshot } from '../state/database.ts'
import type { World } from './world.ts'

const empty: StoredLog = {
  entries: [],
  head: { sequence: 0, hash: genesisHash },
  receipts: new Map(),
  openRuns: new Set(),
}

/** Checks the whole audit log against itself, its receipts and a head noted before. */
export function verifyAuditLog(world: World, options: { readonly head?: LogHead }): LogVerification {
  const database = world.stateIfAny()
  if (database === undefined) return verifyLog(empty, options.head)
  return snapshot(database, () => {
    const verified = verifyLog(readStoredLog(database), options.head)
    const fault = verified.status === 'ok' ? ledgerFault(database) : undefined
    if (fault === undefined || verified.status !== 'ok') return verified
    // The log itself holds; what stands beside it does not.
    return { status: 'broken', entries: verified.entries, brokenAt: verified.entries, message: fault }
  })
}
