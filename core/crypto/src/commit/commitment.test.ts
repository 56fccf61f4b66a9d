import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { canonicalJson } from '../canonical-json.ts'
import { commitmentTo, opensCommitment } from './commitment.ts'

const salt = new Uint8Array(32).fill(7)
const spelledSalt = '07'.repeat(32)
const result = { columns: [{ name: 'reach', type: 'BIGINT' }], rows: [[1204], [null], ['a']] }
const commitment = commitmentTo(result, salt)

test('the commitment is the HMAC of the result in its one spelling, as anybody can compute it', () => {
  const expected = createHmac('sha256', salt)
    .update(`glovebox/result/v1\0${canonicalJson(result)}`)
    .digest('hex')
  assert.equal(commitment, expected)
})

test('the result and salt open the commitment', () => {
  assert.ok(opensCommitment(commitment, result, spelledSalt))
})

test('no other cell, order of rows, column or salt opens it', () => {
  const others = [
    opensCommitment(commitment, { ...result, rows: [[1205], [null], ['a']] }, spelledSalt),
    opensCommitment(commitment, { ...result, rows: [[null], [1204], ['a']] }, spelledSalt),
    opensCommitment(commitment, { ...result, rows: [] }, spelledSalt),
    opensCommitment(commitment, { ...result, columns: [] }, spelledSalt),
    opensCommitment(commitment, result, '08'.repeat(32)),
    opensCommitment(commitment, result, '07'.repeat(31)),
    opensCommitment(commitment, result, 'nonsense'),
  ]
  assert.deepEqual(others, Array(others.length).fill(false))
})
