import { type Hash, isHash } from './hash.ts'

/** Why a proof does not hold. */
export type ProofFault =
  /** A size, index or hash is not spelled as one. */
  | { readonly code: 'LOG_PROOF_MALFORMED' }
  | { readonly code: 'LOG_INDEX_BEYOND_SIZE'; readonly index: number; readonly size: number }
  /** The tree that is said to be older is the larger one. */
  | { readonly code: 'LOG_SIZE_SHRANK'; readonly oldSize: number; readonly newSize: number }
  | { readonly code: 'LOG_PROOF_LENGTH'; readonly expected: number; readonly given: number }
  | { readonly code: 'LOG_ROOT_MISMATCH'; readonly expected: Hash; readonly calculated: Hash }
  | { readonly code: 'LOG_OLD_ROOT_MISMATCH'; readonly expected: Hash; readonly calculated: Hash }

/** Whether a proof holds. A proof comes from somebody who may lie: whatever stands in it, this is the answer. */
export type ProofVerdict = { readonly ok: true } | { readonly ok: false; readonly fault: ProofFault }

/** The verdict of a fault. */
export function proofFails(fault: ProofFault): ProofVerdict {
  return { ok: false, fault }
}

/** Compares a calculated root with the one that was claimed. */
export function compareRoots(
  code: 'LOG_ROOT_MISMATCH' | 'LOG_OLD_ROOT_MISMATCH',
  expected: Hash,
  calculated: Hash,
): ProofVerdict {
  return expected === calculated ? { ok: true } : proofFails({ code, expected, calculated })
}

/** Whether these are numbers of leaves and these are hashes, whatever their types claim. */
export function isWellFormed(counts: readonly unknown[], hashes: readonly unknown[], proof: unknown): boolean {
  return counts.every(isCount) && hashes.every(isHash) && Array.isArray(proof) && proof.every(isHash)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
