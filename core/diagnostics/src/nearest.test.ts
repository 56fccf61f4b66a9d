import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './nearest.ts'

const known = ['owner', 'source', 'columns', 'joinColumns', 'hashed_email', 'a']

const cases = [
  { name: 'ownr', means: 'owner' },
  { name: 'onwer', means: 'owner' },
  { name: 'Owner', means: 'owner' },
  { name: 'join_columns', means: 'joinColumns' },
  { name: 'hashedemail', means: 'hashed_email' },
  { name: 'colums', means: 'columns' },
  { name: 'A', means: 'a' },
  { name: 'b', means: undefined },
  { name: 'members', means: undefined },
  { name: '', means: undefined },
  { name: 'x'.repeat(10_000), means: undefined },
]

for (const { name, means } of cases) {
  test(`\`${name.slice(0, 20)}\` means ${means ?? 'nothing known'}`, () => {
    assert.equal(nearest(name, known), means)
  })
}

test('of two near names the nearer one is meant', () => {
  assert.equal(nearest('segment3', ['segment1', 'segment33', 'segment_3']), 'segment_3')
})
