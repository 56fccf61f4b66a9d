import { emptyRoot, type Hash, hashNode } from './hash.ts'
import { compareRoots, isWellFormed, type ProofVerdict, proofFails } from './verdict.ts'

/** The claim that the new tree begins with the leaves of the old one, and what is to prove it. */
export type ConsistencyClaim = {
  readonly oldSize: number
  readonly oldRoot: Hash
  readonly newSize: number
  readonly newRoot: Hash
  readonly proof: readonly Hash[]
}

/** Checks a consistency proof (RFC 9162 §2.1.4.2). Every tree begins with the empty one. Never throws. */
export function verifyConsistency(claim: ConsistencyClaim): ProofVerdict {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim
  if (!isWellFormed([oldSize, newSize], [oldRoot, newRoot], proof)) return proofFails({ code: 'LOG_PROOF_MALFORMED' })
  if (oldSize > newSize) return proofFails({ code: 'LOG_SIZE_SHRANK', oldSize, newSize })
  const steps = stepsBetween(oldSize, newSize)
  const expected = steps.filter((step) => step !== 'given').length
  if (proof.length !== expected) return proofFails({ code: 'LOG_PROOF_LENGTH', expected, given: proof.length })
  if (oldSize === 0) {
    const old = compareRoots('LOG_OLD_ROOT_MISMATCH', oldRoot, emptyRoot)
    return old.ok && newSize === 0 ? compareRoots('LOG_ROOT_MISMATCH', newRoot, emptyRoot) : old
  }
  if (oldSize === newSize) return compareRoots('LOG_ROOT_MISMATCH', newRoot, oldRoot)
  return followSteps(steps, claim)
}

/**
 * What each hash is, from the bottom up: the subtree to begin with (`given` where it is the whole old tree), then
 * siblings. A left one belongs to both trees, a right one to the new tree only.
 */
type Step = 'given' | 'first' | 'left' | 'right'

function stepsBetween(oldSize: number, newSize: number): readonly Step[] {
  if (oldSize === 0 || oldSize === newSize) return []
  let node = oldSize - 1
  let last = newSize - 1
  while (node % 2 === 1) {
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  const steps: Step[] = [node === 0 ? 'given' : 'first']
  while (last > 0) {
    if (node % 2 === 1) steps.push('left')
    else if (node < last) steps.push('right')
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return steps
}

function followSteps(steps: readonly Step[], { oldRoot, newRoot, proof }: ConsistencyClaim): ProofVerdict {
  const hashes = steps[0] === 'given' ? [oldRoot, ...proof] : proof
  let [oldHash = '', newHash = ''] = [hashes[0], hashes[0]]
  for (const [at, step] of steps.entries()) {
    const hash = hashes[at] ?? ''
    if (step === 'left') oldHash = hashNode(hash, oldHash)
    if (step === 'left') newHash = hashNode(hash, newHash)
    if (step === 'right') newHash = hashNode(newHash, hash)
  }
  const old = compareRoots('LOG_OLD_ROOT_MISMATCH', oldRoot, oldHash)
  return old.ok ? compareRoots('LOG_ROOT_MISMATCH', newRoot, newHash) : old
}
