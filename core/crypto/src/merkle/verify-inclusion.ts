import { type Hash, hashNode } from './hash.ts'
import { compareRoots, isWellFormed, type ProofVerdict, proofFails } from './verdict.ts'

/** The claim that the leaf at `index` is in the tree with this size and root, and what is to prove it. */
export type InclusionClaim = {
  readonly index: number
  readonly leafHash: Hash
  readonly size: number
  readonly root: Hash
  readonly proof: readonly Hash[]
}

/** Checks an inclusion proof (RFC 9162 §2.1.3.2). Never throws, whatever the claim. */
export function verifyInclusion(claim: InclusionClaim): ProofVerdict {
  const { index, leafHash, size, root, proof } = claim
  if (!isWellFormed([index, size], [leafHash, root], proof)) return proofFails({ code: 'LOG_PROOF_MALFORMED' })
  if (index >= size) return proofFails({ code: 'LOG_INDEX_BEYOND_SIZE', index, size })
  const sides = siblingSides(index, size)
  if (proof.length !== sides.length)
    return proofFails({ code: 'LOG_PROOF_LENGTH', expected: sides.length, given: proof.length })
  const calculated = proof.reduce(
    (hash, sibling, step) => (sides[step] === 'left' ? hashNode(sibling, hash) : hashNode(hash, sibling)),
    leafHash,
  )
  return compareRoots('LOG_ROOT_MISMATCH', root, calculated)
}

/** On which side each sibling stands, from the leaf up. */
function siblingSides(index: number, size: number): readonly ('left' | 'right')[] {
  const sides: ('left' | 'right')[] = []
  let node = index
  let last = size - 1
  while (last > 0) {
    if (node % 2 === 1) sides.push('left')
    // The last node of a level has no right sibling: it moves up as it is.
    else if (node < last) sides.push('right')
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return sides
}
