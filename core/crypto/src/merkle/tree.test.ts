import assert from 'node:assert/strict'
import { test } from 'node:test'
import { naiveRoot } from './naive.fixture.ts'
import { someLeaves, storeTree } from './stored-tree.fixture.ts'
import { appendLeaf, emptyTree, rootOf, treeRoot } from './tree.ts'

const largest = 64
const leaves = someLeaves(largest)

test('the root of every tree of up to 64 leaves is as RFC 9162 defines it', () => {
  let tree = emptyTree
  assert.equal(treeRoot(tree), naiveRoot([]))
  for (const [index, leaf] of leaves.entries()) {
    tree = appendLeaf(tree, leaf).tree
    assert.equal(tree.size, index + 1)
    assert.equal(treeRoot(tree), naiveRoot(leaves.slice(0, index + 1)))
    assert.equal(rootOf(leaves.slice(0, index + 1)), treeRoot(tree))
  }
})

test('appending keeps every complete subtree once, and nothing else', () => {
  const { nodes } = storeTree(leaves)
  const expected = new Map<string, string>()
  for (let level = 0; 2 ** level <= largest; level++) {
    const width = 2 ** level
    for (let index = 0; index < largest / width; index++)
      expected.set(`${level}/${index}`, naiveRoot(leaves.slice(index * width, (index + 1) * width)))
  }
  assert.deepEqual(new Map([...nodes].sort()), new Map([...expected].sort()))
})

test('the state of a tree has one hash for each bit of its size', () => {
  let tree = emptyTree
  for (const leaf of leaves) {
    tree = appendLeaf(tree, leaf).tree
    assert.equal(tree.subtrees.length, tree.size.toString(2).replaceAll('0', '').length)
  }
})

test('appending leaves the state before it as it was', () => {
  const before = storeTree(leaves.slice(0, 7)).tree
  const copy = structuredClone(before)
  appendLeaf(before, leaves[7] ?? '')
  assert.deepEqual(before, copy)
})
