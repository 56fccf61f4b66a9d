import { type ConsistencyClaim, emptyRoot, type Hash, hashLeaf, utf8 } from '@glovebox/crypto'
import type { Want } from './proof-file.ts'

/** A way of breaking a consistency proof; nothing where this proof cannot be broken so. */
export type ConsistencyBreak = {
  readonly name: string
  readonly wantError: (good: ConsistencyClaim) => Want
  readonly change: (good: ConsistencyClaim) => ConsistencyClaim | undefined
}

const stranger: Hash = hashLeaf(utf8('not in the tree'))

/** Every way in which a consistency proof is broken on file. */
export const consistencyBreaks: readonly ConsistencyBreak[] = [
  way('swapped-roots', firstToFail, (good) => ({ ...good, oldRoot: good.newRoot, newRoot: good.oldRoot })),
  way('swapped-sizes', 'LOG_SIZE_SHRANK', (good) => ({ ...good, oldSize: good.newSize, newSize: good.oldSize })),
  way('wrong-old-root', firstToFail, (good) => ({ ...good, oldRoot: stranger })),
  way('wrong-new-root', 'LOG_ROOT_MISMATCH', (good) => ({ ...good, newRoot: stranger })),
  way('same-roots', 'LOG_ROOT_MISMATCH', (good) => ({ ...good, newRoot: good.oldRoot })),
  way('old-root-empty', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, oldRoot: '' })),
  way('old-root-of-the-empty-tree', firstToFail, (good) => ({ ...good, oldRoot: emptyRoot })),
  way('new-root-truncated', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, newRoot: good.newRoot.slice(2) })),
  way('new-root-in-upper-case', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, newRoot: good.newRoot.toUpperCase() })),
  way('old-size-zero', 'LOG_PROOF_LENGTH', (good) => ({ ...good, oldSize: 0 })),
  way('old-size-zero-without-proof', 'LOG_OLD_ROOT_MISMATCH', (good) => ({ ...good, oldSize: 0, proof: [] })),
  way('old-size-negative', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, oldSize: -1 })),
  way('old-size-with-a-fraction', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, oldSize: good.oldSize + 0.5 })),
  way('old-size-beyond-new-size', 'LOG_SIZE_SHRANK', (good) => ({ ...good, oldSize: good.newSize + 1 })),
  way('old-size-beyond-32-bits', 'LOG_SIZE_SHRANK', (good) => ({ ...good, oldSize: good.oldSize + 2 ** 32 })),
  way('same-sizes', 'LOG_PROOF_LENGTH', (good) => ({ ...good, oldSize: good.newSize })),
  way('same-sizes-without-proof', 'LOG_ROOT_MISMATCH', (good) => ({ ...good, oldSize: good.newSize, proof: [] })),
  way('new-size-doubled', 'LOG_PROOF_LENGTH', (good) => ({ ...good, newSize: good.newSize * 2 })),
  way('new-size-not-exact', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, newSize: 2 ** 53 })),
  way('proof-empty', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [] })),
  way('proof-truncated', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: good.proof.slice(0, -1) })),
  way('proof-without-its-first', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: good.proof.slice(1) })),
  way('trailing-garbage', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [...good.proof, stranger] })),
  way('trailing-old-root', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [...good.proof, good.oldRoot] })),
  way('preceding-garbage', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [stranger, ...good.proof] })),
  way('preceding-old-root', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [good.oldRoot, ...good.proof] })),
  way('preceding-new-root', 'LOG_PROOF_LENGTH', (good) => ({ ...good, proof: [good.newRoot, ...good.proof] })),
  way('trailing-empty-hash', 'LOG_PROOF_MALFORMED', (good) => ({ ...good, proof: [...good.proof, ''] })),
  way('proof-reversed', firstToFail, (good) =>
    good.proof.length > 1 ? { ...good, proof: good.proof.toReversed() } : undefined,
  ),
  way('first-hash-changed', firstToFail, (good) => ({
    ...good,
    proof: [stranger, ...good.proof.slice(1)],
  })),
]

function way(
  name: string,
  want: Want | ConsistencyBreak['wantError'],
  change: ConsistencyBreak['change'],
): ConsistencyBreak {
  return { name, wantError: typeof want === 'function' ? want : () => want, change }
}

/** The proof says nothing of an old tree that is one complete subtree: only the new root can be wrong. */
function firstToFail({ oldSize }: ConsistencyClaim): Want {
  return Number.isInteger(Math.log2(oldSize)) ? 'LOG_ROOT_MISMATCH' : 'LOG_OLD_ROOT_MISMATCH'
}
