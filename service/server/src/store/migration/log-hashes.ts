import type { DatabaseSync } from 'node:sqlite'
import { appendLeaf, emptyTree, type Hash, type TreeNode, treeRoot } from '@glovebox/crypto'
import { entryHash } from '../../log/entry.ts'
import { chainHash } from '../../log/hash-chain.ts'

/** What SQLite states call to turn a log that was a chain of hashes into a tree. */
export const chainHashFunction = 'glovebox_chain_hash'
export const leafHashFunction = 'glovebox_leaf_hash'
export const treeFunction = 'glovebox_log_tree'

/** Lets a connection call these functions. */
export function addLogHashes(database: DatabaseSync): void {
  const isPure = { deterministic: true }
  database.function(chainHashFunction, isPure, (previous, entry) => chainHash(String(previous), String(entry)))
  database.function(leafHashFunction, isPure, (entry) => entryHash(String(entry)))
  database.function(treeFunction, isPure, (size, leaves) =>
    treeOf(Number(size), new Map(JSON.parse(String(leaves)) as readonly [number, Hash][])),
  )
}

/** An entry that is missing stays so: its place is kept, and what stands there is the hash of nothing. */
const missing: Hash = '0'.repeat(64)

function treeOf(size: number, leaves: ReadonlyMap<number, Hash>): string {
  const nodes: TreeNode[] = []
  let tree = emptyTree
  for (let sequence = 1; sequence <= size; sequence++) {
    const appended = appendLeaf(tree, leaves.get(sequence) ?? missing)
    tree = appended.tree
    nodes.push(...appended.added.slice(1))
  }
  return JSON.stringify({ root: treeRoot(tree), subtrees: tree.subtrees, nodes })
}
