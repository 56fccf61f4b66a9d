import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64Of } from '../bytes/base64.ts'
import { utf8 } from '../bytes/utf8.ts'
import { signBytes } from './ed25519.ts'
import { signingKey } from './key.ts'
import { signReceipt, verifyReceipt } from './receipt.ts'

const seed = new Uint8Array(32).fill(1)
const key = signingKey('room.example', seed)
const receipt = '{"id":"rcpt_a","version":1}'
const signature = signReceipt(receipt, key)

test('a signed receipt verifies with the public key', () => {
  const { name, id, publicKey } = key
  assert.ok(verifyReceipt(receipt, signature, { name, id, publicKey }))
})

test('a receipt with any one character changed does not verify', () => {
  for (let at = 0; at < receipt.length; at++)
    assert.equal(verifyReceipt(`${receipt.slice(0, at)}~${receipt.slice(at + 1)}`, signature, key), false)
})

test('the signature of another key does not verify', () => {
  const other = signingKey('room.example', new Uint8Array(32).fill(2))
  assert.equal(verifyReceipt(receipt, signReceipt(receipt, other), key), false)
})

test('a signature of the bare text is not one of a receipt', () => {
  assert.equal(verifyReceipt(receipt, base64Of(signBytes(utf8(receipt), seed)), key), false)
})

test('whatever is given as a signature, there is an answer and no exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (any) =>
      assert.equal(verifyReceipt(receipt, any, key), false),
    ),
    { numRuns: 50 },
  )
})
