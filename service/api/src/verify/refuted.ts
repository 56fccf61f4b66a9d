import type { ProofFault, SignatureFault } from '@glovebox/crypto'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'

/** What was checked does not hold, and why. */
export type Refuted = { readonly status: 'refuted'; readonly diagnostics: readonly Diagnostic[] }

/** The verdict of one reason. */
export function refutedBy(reason: Diagnostic): Refuted {
  return { status: 'refuted', diagnostics: [reason] }
}

/** The verdict on a signed note that does not verify. */
export function refutedSignature(code: SignatureFault): Refuted {
  return refutedBy(diagnostic(code, {}))
}

/** The verdict on a proof that does not hold. */
export function refutedProof(fault: ProofFault): Refuted {
  switch (fault.code) {
    case 'LOG_PROOF_MALFORMED':
      return refutedBy(diagnostic(fault.code, {}))
    case 'LOG_INDEX_BEYOND_SIZE':
      return refutedBy(diagnostic(fault.code, fault))
    case 'LOG_SIZE_SHRANK':
      return refutedBy(diagnostic(fault.code, fault))
    case 'LOG_PROOF_LENGTH':
      return refutedBy(diagnostic(fault.code, fault))
    case 'LOG_ROOT_MISMATCH':
    case 'LOG_OLD_ROOT_MISMATCH':
      return refutedBy(diagnostic(fault.code, fault))
  }
}
