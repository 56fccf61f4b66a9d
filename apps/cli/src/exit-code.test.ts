import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodeOf } from './exit-code.ts'

const cases: readonly [answer: Parameters<typeof exitCodeOf>[0], code: number][] = [
  [{ status: 'ok' }, 0],
  [{ status: 'refused', reason: 'rule' }, 2],
  [{ status: 'refused', reason: 'validation' }, 2],
  [{ status: 'refused', reason: 'budget' }, 3],
  [{ status: 'refused', reason: 'not-permitted' }, 4],
  [{ status: 'refused' }, 2],
  [{ status: 'failed' }, 5],
  [{ status: 'timed-out' }, 6],
  [{ status: 'cancelled' }, 130],
]

for (const [answer, code] of cases) {
  test(`${answer.status}${answer.reason === undefined ? '' : ` (${answer.reason})`} ends with ${code}`, () => {
    assert.equal(exitCodeOf(answer), code)
  })
}
