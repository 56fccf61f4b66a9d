import { utf8 } from '../bytes/utf8.ts'
import { type Hash, hashLeaf } from './hash.ts'
import type { NodeId } from './subtree.ts'
import { appendLeaf, emptyTree, type TreeState } from './tree.ts'

/** The hashes of leaves that differ. */
export function someLeaves(count: number): readonly Hash[] {
  return Array.from({ length: count }, (_, index) => hashLeaf(utf8(`leaf ${index}`)))
}

/** A tree with all that appending said to keep. */
export type StoredTree = { readonly tree: TreeState; readonly nodes: ReadonlyMap<string, Hash> }

/** Appends leaves one by one and keeps their nodes, as a database would. */
export function storeTree(leaves: readonly Hash[]): StoredTree {
  const nodes = new Map<string, Hash>()
  let tree = emptyTree
  for (const leaf of leaves) {
    const appended = appendLeaf(tree, leaf)
    tree = appended.tree
    for (const { level, index, hash } of appended.added) nodes.set(`${level}/${index}`, hash)
  }
  return { tree, nodes }
}

/** Reads one node; what was not kept cannot be read. */
export function storedHash({ nodes }: StoredTree): (node: NodeId) => Hash {
  return ({ level, index }) => {
    const hash = nodes.get(`${level}/${index}`)
    if (hash === undefined) throw new Error(`no node ${level}/${index} was kept`)
    return hash
  }
}
