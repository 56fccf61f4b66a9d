import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeClassOf } from './usage-class.ts'

const rows: readonly (readonly [number, 0 | 1, string])[] = [
  [0, 0, '64s'],
  [-5, 0, '64s'],
  [64, 0, '64s'],
  [64.001, 0, '128s'],
  [129, 0, '256s'],
  [3600, 0, '4096s'],
  [3600, 1, 'withheld'],
]

for (const [seconds, is_protected, name] of rows) {
  test(`a run of ${seconds} seconds${is_protected === 1 ? ' over protected tables' : ''} is of the class ${name}`, () => {
    const begun = Date.parse('2026-03-01T00:00:00.000Z')
    const at = (ms: number): string => new Date(ms).toISOString()
    const run = { is_protected, started_at: at(begun), finished_at: at(begun + seconds * 1000) }
    assert.equal(timeClassOf(run), name)
  })
}
