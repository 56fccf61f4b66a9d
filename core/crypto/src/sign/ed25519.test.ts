import assert from 'node:assert/strict'
import { createPrivateKey, sign } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesOfHex, hexOf } from '../bytes/hex.ts'
import { publicKeyOf, signBytes, verifyBytes } from './ed25519.ts'

// RFC 8032 §7.1.
const vectors = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
]

for (const { seed, publicKey, message, signature } of vectors) {
  test(`the signature of RFC 8032 of the message "${message}"`, () => {
    assert.equal(hexOf(publicKeyOf(bytesOfHex(seed))), publicKey)
    assert.equal(hexOf(signBytes(bytesOfHex(message), bytesOfHex(seed))), signature)
    assert.ok(verifyBytes(bytesOfHex(signature), bytesOfHex(message), bytesOfHex(publicKey)))
  })
}

test('signatures are those of another implementation', () => {
  const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 200 }), (seed, message) => {
      const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
      assert.deepEqual(signBytes(message, seed), new Uint8Array(sign(null, message, key)))
    }),
    { numRuns: 20 },
  )
})

test('whatever is given as signature and key, there is an answer and no exception', () => {
  const bytes = fc.uint8Array({ maxLength: 70 })
  fc.assert(
    fc.property(bytes, bytes, (signature, key) => {
      assert.equal(verifyBytes(signature, new Uint8Array(3), key), false)
    }),
    { numRuns: 50 },
  )
})

test('a signature over the identity point is of no key', () => {
  const identity = Uint8Array.of(1, ...new Uint8Array(31))
  const signature = Uint8Array.of(1, ...new Uint8Array(63))
  assert.equal(verifyBytes(signature, new Uint8Array(3), identity), false)
})
