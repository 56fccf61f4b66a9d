/** A complete subtree: the 2^level leaves from index · 2^level on. Once it is complete it never changes. */
export type NodeId = { readonly level: number; readonly index: number }

/**
 * The complete subtrees that together hold the leaves from `begin` up to `end`, left to right.
 * Requires: `begin` is a multiple of the smallest power of two that is at least `end - begin`; as every range of RFC
 * 9162's recursions is. So the subtrees only get smaller.
 */
export function completeSubtrees(begin: number, end: number): readonly NodeId[] {
  const subtrees: NodeId[] = []
  for (let at = begin; at < end; ) {
    const level = highestBit(end - at)
    const width = 2 ** level
    subtrees.push({ level, index: at / width })
    at += width
  }
  return subtrees
}

/** The largest power of two below `size`: where RFC 9162 splits a tree of at least two leaves. */
export function splitOf(size: number): number {
  return 2 ** highestBit(size - 1)
}

/** The exponent of the largest power of two that is at most `value`. Sizes go beyond the 32 bits of shifts. */
function highestBit(value: number): number {
  let bit = Math.floor(Math.log2(value))
  // The logarithm is rounded: it may stand one above just below a power of two.
  if (2 ** bit > value) bit -= 1
  return bit
}
