import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashNode } from './hash.ts'
import { naivePath, naiveProof, naiveRoot } from './naive.fixture.ts'
import { makeProof, planConsistency, planInclusion } from './prove.ts'
import { someLeaves, storedHash, storeTree } from './stored-tree.fixture.ts'
import { verifyConsistency } from './verify-consistency.ts'
import { verifyInclusion } from './verify-inclusion.ts'

const largest = 64
const leaves = someLeaves(largest)
const stored = storedHash(storeTree(leaves))
const roots = Array.from({ length: largest + 1 }, (_, size) => naiveRoot(leaves.slice(0, size)))
const rootAt = (size: number): string => roots[size] ?? ''
const leafAt = (index: number): string => leaves[index] ?? ''

test('every inclusion proof of trees of up to 64 leaves is the one that RFC 9162 defines, and verifies', () => {
  for (let size = 1; size <= largest; size++)
    for (let index = 0; index < size; index++) {
      const proof = makeProof(planInclusion(index, size), stored)
      assert.deepEqual(proof, naivePath(index, leaves.slice(0, size)), `${index} of ${size}`)
      const claim = { index, leafHash: leafAt(index), size, root: rootAt(size), proof }
      assert.deepEqual(verifyInclusion(claim), { ok: true }, `${index} of ${size}`)
    }
})

test('every consistency proof of trees of up to 64 leaves is the one that RFC 9162 defines, and verifies', () => {
  for (let newSize = 0; newSize <= largest; newSize++)
    for (let oldSize = 0; oldSize <= newSize; oldSize++) {
      const proof = makeProof(planConsistency(oldSize, newSize), stored)
      if (oldSize > 0) assert.deepEqual(proof, naiveProof(oldSize, leaves.slice(0, newSize)), `${oldSize}, ${newSize}`)
      const claim = { oldSize, oldRoot: rootAt(oldSize), newSize, newRoot: rootAt(newSize), proof }
      assert.deepEqual(verifyConsistency(claim), { ok: true }, `${oldSize}, ${newSize}`)
    }
})

test('no leaf is proven by the proof of another one', () => {
  for (let index = 0; index < 11; index++)
    for (let other = 0; other < 11; other++) {
      const proof = makeProof(planInclusion(other, 11), stored)
      const verdict = verifyInclusion({ index, leafHash: leafAt(index), size: 11, root: rootAt(11), proof })
      assert.equal(verdict.ok, index === other)
    }
})

test('a proof of another old size does not verify', () => {
  for (let oldSize = 1; oldSize < 13; oldSize++)
    for (let other = 1; other < 13; other++) {
      const proof = makeProof(planConsistency(other, 13), stored)
      const claim = { oldSize, oldRoot: rootAt(oldSize), newSize: 13, newRoot: rootAt(13), proof }
      assert.equal(verifyConsistency(claim).ok, oldSize === other)
    }
})

test('a proof reads a number of nodes that grows with the logarithm of the size', () => {
  for (const size of [1000, 1_000_000, 2 ** 40 + 12_345, Number.MAX_SAFE_INTEGER]) {
    const most = 2 * Math.ceil(Math.log2(size))
    for (const at of [0, 1, Math.floor(size / 3), size - 2, size - 1]) {
      assert.ok(planInclusion(at, size).flat().length <= most)
      assert.ok(planConsistency(at, size).flat().length <= most)
    }
  }
})

test('a proof of a tree beyond 32 bits verifies', () => {
  // All leaves the same: every complete subtree of one level has one hash.
  const levels: string[] = [leafAt(0)]
  const level = (at: number): string => {
    for (let last = levels.at(-1) ?? ''; levels.length <= at; levels.push(last)) last = hashNode(last, last)
    return levels[at] ?? ''
  }
  const size = 2 ** 40 + 5
  const root = hashNode(level(40), hashNode(level(2), level(0)))
  const proof = makeProof(planInclusion(2 ** 40 + 1, size), (node) => level(node.level))
  assert.deepEqual(verifyInclusion({ index: 2 ** 40 + 1, leafHash: leafAt(0), size, root, proof }), { ok: true })
  const oldRoot = hashNode(level(35), level(0))
  const consistency = makeProof(planConsistency(2 ** 35 + 1, size), (node) => level(node.level))
  const claim = { oldSize: 2 ** 35 + 1, oldRoot, newSize: size, newRoot: root, proof: consistency }
  assert.deepEqual(verifyConsistency(claim), { ok: true })
})

test('a proof with any one digit changed does not verify', () => {
  const sizes = fc.integer({ min: 2, max: largest }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      index: fc.integer({ min: 0, max: size - 1 }),
      oldSize: fc.integer({ min: 1, max: size - 1 }),
      at: fc.nat(),
      digit: fc.nat({ max: 63 }),
    }),
  )
  fc.assert(
    fc.property(sizes, ({ size, index, oldSize, at, digit }) => {
      const path = makeProof(planInclusion(index, size), stored)
      const inclusion = { index, leafHash: leafAt(index), size, root: rootAt(size), proof: changed(path, at, digit) }
      assert.equal(verifyInclusion(inclusion).ok, false)
      const proof = changed(makeProof(planConsistency(oldSize, size), stored), at, digit)
      const consistency = { oldSize, oldRoot: rootAt(oldSize), newSize: size, newRoot: rootAt(size), proof }
      assert.equal(verifyConsistency(consistency).ok, false)
    }),
  )
})

function changed(proof: readonly string[], at: number, digit: number): readonly string[] {
  const target = at % proof.length
  return proof.map((hash, index) => {
    if (index !== target) return hash
    const other = hash[digit] === '0' ? '1' : '0'
    return `${hash.slice(0, digit)}${other}${hash.slice(digit + 1)}`
  })
}

test('whatever is claimed, there is a verdict and no exception', () => {
  const count = fc.oneof(fc.nat(9), fc.constantFrom(-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY, -0))
  const hash = fc.oneof(fc.constantFrom(...leaves, ...roots), fc.string(), fc.constant('A'.repeat(64)))
  const proof = fc.array(hash, { maxLength: 5 })
  fc.assert(
    fc.property(count, count, hash, hash, proof, (a, b, one, other, hashes) => {
      verifyInclusion({ index: a, size: b, leafHash: one, root: other, proof: hashes })
      verifyConsistency({ oldSize: a, newSize: b, oldRoot: one, newRoot: other, proof: hashes })
    }),
  )
})

test('what no proof can show is not planned', () => {
  assert.throws(() => planInclusion(3, 3))
  assert.throws(() => planInclusion(-1, 3))
  assert.throws(() => planInclusion(0.5, 3))
  assert.throws(() => planConsistency(4, 3))
})
