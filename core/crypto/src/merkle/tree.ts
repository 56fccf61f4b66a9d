import { emptyRoot, type Hash, hashNode } from './hash.ts'
import type { NodeId } from './subtree.ts'

/** All that appending needs to know of a tree: the hashes of its largest complete subtrees, left to right. */
export type TreeState = { readonly size: number; readonly subtrees: readonly Hash[] }

/** The hash of a complete subtree. */
export type TreeNode = NodeId & { readonly hash: Hash }

/** The tree without leaves. */
export const emptyTree: TreeState = { size: 0, subtrees: [] }

/** Appends a leaf by its hash. `added` are the subtrees that it completes, itself first. */
export function appendLeaf(
  { size, subtrees }: TreeState,
  leafHash: Hash,
): { readonly tree: TreeState; readonly added: readonly TreeNode[] } {
  const added: TreeNode[] = [{ level: 0, index: size, hash: leafHash }]
  let top = { level: 0, index: size, hash: leafHash }
  let left = subtrees.length
  // As in adding one to a binary number: two subtrees of one size carry into one of the next.
  for (; top.index % 2 === 1; left -= 1) {
    const { level, index, hash } = top
    top = { level: level + 1, index: (index - 1) / 2, hash: hashNode(subtreeAt(subtrees, left - 1), hash) }
    added.push(top)
  }
  return { tree: { size: size + 1, subtrees: [...subtrees.slice(0, left), top.hash] }, added }
}

/** The root hash (RFC 9162 §2.1.1). */
export function treeRoot({ subtrees }: TreeState): Hash {
  return joinSubtrees(subtrees)
}

/** The root over leaves by their hashes. */
export function rootOf(leafHashes: Iterable<Hash>): Hash {
  let tree = emptyTree
  for (const hash of leafHashes) tree = appendLeaf(tree, hash).tree
  return treeRoot(tree)
}

/** The hash over subtrees that get smaller from left to right. */
export function joinSubtrees(subtrees: readonly Hash[]): Hash {
  let root: Hash | undefined
  for (const hash of subtrees.toReversed()) root = root === undefined ? hash : hashNode(hash, root)
  return root ?? emptyRoot
}

function subtreeAt(subtrees: readonly Hash[], at: number): Hash {
  const hash = subtrees[at]
  if (hash === undefined) throw new Error('the state of a tree lacks a subtree')
  return hash
}
