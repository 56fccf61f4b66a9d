import type { ConsistencyClaim, InclusionClaim, ProofFault } from '@glovebox/crypto'

/**
 * A proof and whether it holds: `wantError` is the fault to be found, null where there is none. Sizes and indexes are
 * JSON numbers, hashes lower-case hexadecimal.
 */
export type ProofFile =
  | { readonly kind: 'inclusion'; readonly name: string; readonly claim: InclusionClaim; readonly wantError: Want }
  | { readonly kind: 'consistency'; readonly name: string; readonly claim: ConsistencyClaim; readonly wantError: Want }

/** The code of a fault, or none. */
export type Want = ProofFault['code'] | null
