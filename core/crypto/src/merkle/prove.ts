import type { Hash } from './hash.ts'
import { completeSubtrees, type NodeId, splitOf } from './subtree.ts'
import { joinSubtrees } from './tree.ts'

/**
 * Which complete subtrees each hash of a proof is made of: O(log n) of them in all, to be read at once from wherever
 * they are kept.
 */
export type ProofPlan = readonly (readonly NodeId[])[]

/** What proves that the leaf at `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1). Requires: index < size. */
export function planInclusion(index: number, size: number): ProofPlan {
  if (!isCount(index) || !isCount(size) || index >= size) throw new Error('only a leaf of the tree can be proven')
  const siblings: (readonly NodeId[])[] = []
  let begin = 0
  let end = size
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin)
    if (index < middle) {
      siblings.push(completeSubtrees(middle, end))
      end = middle
    } else {
      siblings.push(completeSubtrees(begin, middle))
      begin = middle
    }
  }
  return siblings.reverse()
}

/**
 * What proves that the tree of `newSize` leaves begins with the one of `oldSize` (RFC 9162 §2.1.4.1); nothing where they
 * are the same or the old one is empty. Requires: oldSize ≤ newSize.
 */
export function planConsistency(oldSize: number, newSize: number): ProofPlan {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) throw new Error('a tree does not get smaller')
  if (oldSize === 0 || oldSize === newSize) return []
  const parts: (readonly NodeId[])[] = []
  let begin = 0
  let end = newSize
  while (end !== oldSize) {
    const middle = begin + splitOf(end - begin)
    if (oldSize <= middle) {
      parts.push(completeSubtrees(middle, end))
      end = middle
    } else {
      parts.push(completeSubtrees(begin, middle))
      begin = middle
    }
  }
  // Whoever checks knows the old root; where the old tree is one subtree, that is the hash that would stand here.
  if (begin > 0) parts.push(completeSubtrees(begin, end))
  return parts.reverse()
}

/** The proof, from the hashes of the subtrees in its plan. */
export function makeProof(plan: ProofPlan, hashOf: (node: NodeId) => Hash): readonly Hash[] {
  return plan.map((subtrees) => joinSubtrees(subtrees.map(hashOf)))
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
