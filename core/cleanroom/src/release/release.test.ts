import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Query } from '@glovebox/sql'
import type { Plan } from '../model/analysis.ts'
import { release } from './release.ts'

const query: Query = {
  relation: { kind: 'values', rows: [], columns: [], at: { start: 0, end: 0 } },
  outputs: [],
  features: [],
}
const plan: Plan = {
  query,
  steps: [],
  intervals: [],
  releases: [
    { output: 'a', kind: 'exact' },
    { output: 'b', kind: 'exact' },
  ],
  event: { kind: 'none' },
  suppression: [],
}

test('exact columns leave as they are', () => {
  const rows = [
    [1n, null],
    [2n, 'x'],
  ]
  assert.deepEqual(release(plan, rows), rows)
})

test('a row with more cells than the plan releases is a bug, not a result', () => {
  assert.throws(() => release(plan, [[1n, 'x', 'hidden']]))
})

test('private columns never leave as they are', () => {
  const releases = [{ output: 'a', kind: 'private' }] as const
  assert.throws(() => release({ ...plan, releases }, [[1n]]))
})
