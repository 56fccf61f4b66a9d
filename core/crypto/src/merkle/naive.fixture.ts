import { sha256 } from '@noble/hashes/sha2.js'
import { hexOf } from '../bytes/hex.ts'
import { type Hash, hashNode } from './hash.ts'

// The recursive definitions of RFC 9162 §2.1, written as they stand there: slow, and the oracle of the tests.

/** MTH(D_n) over the hashes of leaves. */
export function naiveRoot(leaves: readonly Hash[]): Hash {
  const [first] = leaves
  if (first === undefined) return hexOf(sha256(new Uint8Array()))
  if (leaves.length === 1) return first
  const k = largestPowerOfTwoBelow(leaves.length)
  return hashNode(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

/** PATH(m, D_n). */
export function naivePath(m: number, leaves: readonly Hash[]): readonly Hash[] {
  if (leaves.length <= 1) return []
  const k = largestPowerOfTwoBelow(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m < k ? [...naivePath(m, left), naiveRoot(right)] : [...naivePath(m - k, right), naiveRoot(left)]
}

/** PROOF(m, D_n) = SUBPROOF(m, D_n, true). */
export function naiveProof(m: number, leaves: readonly Hash[]): readonly Hash[] {
  return subproof(m, leaves, true)
}

function subproof(m: number, leaves: readonly Hash[], b: boolean): readonly Hash[] {
  if (m === leaves.length) return b ? [] : [naiveRoot(leaves)]
  const k = largestPowerOfTwoBelow(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  if (m <= k) return [...subproof(m, left, b), naiveRoot(right)]
  return [...subproof(m - k, right, false), naiveRoot(left)]
}

function largestPowerOfTwoBelow(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}
