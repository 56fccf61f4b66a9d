import { type Hash, hashLeaf, hashNode, type InclusionClaim, utf8 } from '@glovebox/crypto'
import type { Want } from './proof-file.ts'

/** A way of breaking an inclusion proof; nothing where this proof cannot be broken so. */
export type InclusionBreak = {
  readonly name: string
  readonly wantError: Want
  readonly change: (good: InclusionClaim) => InclusionClaim | undefined
}

const stranger: Hash = hashLeaf(utf8('not in the tree'))

/** Every way in which an inclusion proof is broken on file. */
export const inclusionBreaks: readonly InclusionBreak[] = [
  way('index-plus-one', 'LOG_INDEX_BEYOND_SIZE', (good) => when(good.index + 1 === good.size, moved(good, 1))),
  way('index-minus-one', 'LOG_ROOT_MISMATCH', (good) => when(sameShape(good, -1), moved(good, -1))),
  way('index-of-the-sibling', 'LOG_ROOT_MISMATCH', (good) => {
    const sibling = good.index % 2 === 0 ? 1 : -1
    return when(sameShape(good, sibling), moved(good, sibling))
  }),
  way('index-is-size', 'LOG_INDEX_BEYOND_SIZE', (good) => ({ ...good, index: good.size })),
  way('index-beyond-size', 'LOG_INDEX_BEYOND_SIZE', (good) => ({ ...good, index: good.size + 1000 })),
  way('index-beyond-32-bits', 'LOG_INDEX_BEYOND_SIZE', (good) => ({ ...good, index: good.index + 2 ** 32 })),
  way('index-and-size-beyond-32-bits', 'LOG_PROOF_LENGTH', (good) => ({
    ...good,
    index: good.index + 2 ** 32,
    size: good.size + 2 ** 32,
  })),
  way('index-negative', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, index: -1 })),
  way('index-with-a-fraction', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, index: good.index + 0.5 })),
  way('size-zero', 'LOG_INDEX_BEYOND_SIZE', (good) => ({ ...good, size: 0 })),
  way('size-doubled', 'LOG_PROOF_LENGTH', (good) => ({ ...good, size: good.size * 2 })),
  way('size-not-exact', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, size: 2 ** 53 })),
  way('wrong-leaf', 'LOG_ROOT_MISMATCH', (good) => ({ ...good, leafHash: stranger })),
  way('leaf-is-the-root', 'LOG_ROOT_MISMATCH', (good) => when(good.size > 1, { ...good, leafHash: good.root })),
  way('wrong-root', 'LOG_ROOT_MISMATCH', (good) => ({ ...good, root: stranger })),
  way('root-is-the-leaf', 'LOG_ROOT_MISMATCH', (good) => when(good.size > 1, { ...good, root: good.leafHash })),
  way('root-empty', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, root: '' })),
  way('root-in-upper-case', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, root: good.root.toUpperCase() })),
  way('leaf-truncated', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, leafHash: good.leafHash.slice(2) })),
  way('proof-empty', 'LOG_PROOF_LENGTH', (good) => when(good.proof.length > 0, { ...good, proof: [] })),
  way('proof-truncated', 'LOG_PROOF_LENGTH', (good) =>
    when(good.proof.length > 0, { ...good, proof: good.proof.slice(0, -1) }),
  ),
  way('proof-without-its-first', 'LOG_PROOF_LENGTH', (good) =>
    when(good.proof.length > 0, { ...good, proof: good.proof.slice(1) }),
  ),
  way('trailing-garbage', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [...good.proof, stranger] })),
  way('trailing-root', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [...good.proof, good.root] })),
  way('preceding-garbage', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [stranger, ...good.proof] })),
  way('preceding-leaf', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [good.leafHash, ...good.proof] })),
  way('trailing-empty-hash', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, proof: [...good.proof, ''] })),
  way('proof-reversed', 'LOG_ROOT_MISMATCH', (good) =>
    when(good.proof.length > 1, { ...good, proof: good.proof.toReversed() }),
  ),
  way('one-hash-changed', 'LOG_ROOT_MISMATCH', (good) =>
    when(good.proof.length > 0, { ...good, proof: [...good.proof.slice(0, -1), stranger] }),
  ),
  // A node passed off as a leaf: its children's proof, one level short.
  way('node-as-a-leaf', 'LOG_PROOF_LENGTH', (good) => {
    const [sibling, ...rest] = good.proof
    if (sibling === undefined) return undefined
    const node = good.index % 2 === 0 ? hashNode(good.leafHash, sibling) : hashNode(sibling, good.leafHash)
    return { ...good, leafHash: node, proof: rest }
  }),
]

function way(name: string, wantError: Want, change: InclusionBreak['change']): InclusionBreak {
  return { name, wantError, change }
}

function when(isApplicable: boolean, claim: InclusionClaim): InclusionClaim | undefined {
  return isApplicable ? claim : undefined
}

function moved(good: InclusionClaim, by: number): InclusionClaim {
  return { ...good, index: good.index + by }
}

/** Whether the proof of the leaf so far away has as many hashes; otherwise its length gives it away. */
function sameShape({ index, size }: InclusionClaim, by: number): boolean {
  const isLastAlone = (at: number): boolean => at === size - 1 && size % 2 === 1
  return index + by >= 0 && index + by < size && !isLastAlone(index) && !isLastAlone(index + by)
}
