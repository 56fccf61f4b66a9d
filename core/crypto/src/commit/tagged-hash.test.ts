import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { taggedHash } from './tagged-hash.ts'

test('a hash is of its purpose and of the parts with their lengths, as anybody can compute it', () => {
  const expected = createHash('sha256').update('glovebox/rules/v1\x002:é5:three').digest('hex')
  assert.equal(taggedHash('rules', 'é', 'three'), expected)
})

test('a hash of one purpose is not one of another', () => {
  assert.notEqual(taggedHash('receipt', 'a'), taggedHash('rules', 'a'))
})

test('where one part ends and the next begins is part of the hash', () => {
  assert.notEqual(taggedHash('rules', 'ab', 'c'), taggedHash('rules', 'a', 'bc'))
  assert.notEqual(taggedHash('rules', 'ab'), taggedHash('rules', 'ab', ''))
})
