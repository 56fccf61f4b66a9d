import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type Purpose, taggedHash } from './tagged-hash.ts'

const purposes: readonly Purpose[] = [
  'log-entry',
  'receipt',
  'collaboration-file',
  'rules',
  'query',
  'charge',
  'published',
  'template',
  'intermediate',
]

test('hashes of every purpose are as anybody can compute them, and differ', () => {
  for (const purpose of purposes) {
    const expected = createHash('sha256').update(`glovebox/${purpose}/v1\x002:é5:three`).digest('hex')
    assert.equal(taggedHash(purpose, 'é', 'three'), expected)
  }
  assert.equal(new Set(purposes.map((purpose) => taggedHash(purpose, 'a'))).size, purposes.length)
})
