import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex } from '../bytes/hex.ts'
import { emptyRoot, hashLeaf } from './hash.ts'
import { makeProof, planConsistency, planInclusion } from './prove.ts'
import { storedHash, storeTree } from './stored-tree.fixture.ts'
import { rootOf } from './tree.ts'

// The test tree of Certificate Transparency (RFC 6962): its leaves, the root at each size, and proofs. Known to many
// implementations; indexes count from 0.

const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (data) => hashLeaf(bytesOfHex(data)),
)

const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const node = {
  leaf1: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  leaf4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  from2to3: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  from4to5: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  from4to7: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  from6to7: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
}
const [from0to0 = '', from0to1 = '', , from0to3 = ''] = roots

test('the hash of no leaves is the SHA-256 of nothing', () => {
  assert.equal(emptyRoot, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

for (const [index, root] of roots.entries()) {
  test(`the test tree at size ${index + 1} has its published root`, () => {
    assert.equal(rootOf(leaves.slice(0, index + 1)), root)
  })
}

const stored = storedHash(storeTree(leaves))

const inclusions: readonly [index: number, size: number, proof: readonly string[]][] = [
  [0, 1, []],
  [0, 8, [node.leaf1, node.from2to3, node.from4to7]],
  [5, 8, [node.leaf4, node.from6to7, from0to3]],
  [2, 3, [from0to1]],
  [1, 5, [from0to0, node.from2to3, node.leaf4]],
]

for (const [index, size, proof] of inclusions) {
  test(`the published proof of leaf ${index} in the test tree of size ${size}`, () => {
    assert.deepEqual(makeProof(planInclusion(index, size), stored), proof)
  })
}

const consistencies: readonly [oldSize: number, newSize: number, proof: readonly string[]][] = [
  [1, 1, []],
  [1, 8, [node.leaf1, node.from2to3, node.from4to7]],
  [6, 8, [node.from4to5, node.from6to7, from0to3]],
  [2, 5, [node.from2to3, node.leaf4]],
]

for (const [oldSize, newSize, proof] of consistencies) {
  test(`the published proof that the test tree of size ${newSize} begins with that of size ${oldSize}`, () => {
    assert.deepEqual(makeProof(planConsistency(oldSize, newSize), stored), proof)
  })
}
