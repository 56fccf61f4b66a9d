import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex, hexOf } from '../bytes/hex.ts'
import { parseVerifierKey, signingKey, spellVerifierKey } from './key.ts'

const spelled = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

test('the key of the reference implementation is read, and spelled the same', () => {
  const key = parseVerifierKey(spelled)
  assert.ok(key !== undefined)
  assert.equal(key.name, 'PeterNeumann')
  assert.equal(key.id, 'c74f20a3')
  assert.equal(spellVerifierKey(key), spelled)
})

test('no part of a verifier key is a verifier key', () => {
  for (let begin = 0; begin < spelled.length; begin++)
    for (let end = begin + 1; end <= spelled.length; end++)
      if (end - begin < spelled.length) assert.equal(parseVerifierKey(spelled.slice(begin, end)), undefined)
})

test('a verifier key with any one letter changed is none', () => {
  for (let at = 0; at < spelled.length; at++) {
    const letter = String.fromCharCode(spelled.charCodeAt(at) + 1)
    assert.equal(parseVerifierKey(`${spelled.slice(0, at)}${letter}${spelled.slice(at + 1)}`), undefined)
  }
})

test('a signing key has the public key and id of its seed and name', () => {
  const seed = bytesOfHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
  const key = signingKey('example.org', seed)
  assert.equal(hexOf(key.publicKey), 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
  assert.deepEqual(parseVerifierKey(spellVerifierKey(key)), { name: key.name, id: key.id, publicKey: key.publicKey })
  assert.notEqual(signingKey('example.com', seed).id, key.id)
})

const names = ['', 'a b', 'a+b', 'a\nb', 'a\u00a0b', '\ud800', 'a\u0000']

for (const name of names) {
  test(`${JSON.stringify(name)} is no name of a key`, () => {
    assert.throws(() => signingKey(name, new Uint8Array(32)))
  })
}

test('a seed of another length is no seed', () => {
  assert.throws(() => signingKey('a', new Uint8Array(31)))
})
