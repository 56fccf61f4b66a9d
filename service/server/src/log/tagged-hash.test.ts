import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { canonicalJson } from './canonical-json.ts'
import { commitmentTo, taggedHash } from './tagged-hash.ts'

const salt = new Uint8Array(32).fill(7)
const result = { columns: [{ name: 'reach', type: 'BIGINT' }], rows: [[1204], [null], ['a']] }

test('a hash of one purpose is not one of another', () => {
  assert.notEqual(taggedHash('receipt', 'a'), taggedHash('log-entry', 'a'))
})

test('where one part ends and the next begins is part of the hash', () => {
  assert.notEqual(taggedHash('rules', 'ab', 'c'), taggedHash('rules', 'a', 'bc'))
  assert.notEqual(taggedHash('rules', 'ab'), taggedHash('rules', 'ab', ''))
})

test('the commitment is the HMAC of the result in its one spelling, as anybody can compute it', () => {
  const expected = createHmac('sha256', salt)
    .update(`glovebox/result/v1\0${canonicalJson(result)}`)
    .digest('hex')
  assert.equal(commitmentTo(result, salt), expected)
})

test('the commitment changes with every cell, with the order of rows, and with the salt', () => {
  const commitments = [
    commitmentTo(result, salt),
    commitmentTo({ ...result, rows: [[1205], [null], ['a']] }, salt),
    commitmentTo({ ...result, rows: [[null], [1204], ['a']] }, salt),
    commitmentTo({ ...result, rows: [] }, salt),
    commitmentTo({ ...result, columns: [] }, salt),
    commitmentTo(result, new Uint8Array(32).fill(8)),
  ]
  assert.equal(new Set(commitments).size, commitments.length)
})
