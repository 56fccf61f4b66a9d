import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signDeletion, verifyDeletion } from './deletion.ts'
import { signingKey } from './key.ts'
import { signReceipt, verifyReceipt } from './receipt.ts'

const key = signingKey('rooms.example.org', new Uint8Array(32).fill(1))
const other = signingKey('rooms.example.org', new Uint8Array(32).fill(2))
const spelled = '{"collaboration":"col_a","version":1}'
const signature = signDeletion(spelled, key)

test('a deletion statement is verified by its key, as it was signed', () => {
  assert.ok(verifyDeletion(spelled, signature, key))
})

const wrong: readonly (readonly [string, boolean])[] = [
  ['another statement', verifyDeletion(spelled.replace('col_a', 'col_b'), signature, key)],
  ['another key', verifyDeletion(spelled, signature, other)],
  ['a receipt that says the same', verifyDeletion(spelled, signReceipt(spelled, key), key)],
  ['no signature', verifyDeletion(spelled, 'none', key)],
]
for (const [name, isVerified] of wrong) {
  test(`not with ${name}`, () => assert.equal(isVerified, false))
}

test('it is no receipt', () => {
  assert.equal(verifyReceipt(spelled, signature, key), false)
})
