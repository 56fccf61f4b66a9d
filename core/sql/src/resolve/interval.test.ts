import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readInterval } from './interval.ts'

const cases = [
  { text: '7', unit: 'DAY', interval: { months: 0, days: 7, micros: 0n } },
  { text: '-3', unit: 'HOURS', interval: { months: 0, days: 0, micros: -10_800_000_000n } },
  { text: '1 year 2 mons -3 days', interval: { months: 14, days: -3, micros: 0n } },
  { text: ' 2 weeks  1 quarter ', interval: { months: 3, days: 14, micros: 0n } },
  { text: '1 sec 5 ms 3 us', interval: { months: 0, days: 0, micros: 1_005_003n } },
  { text: '1 min', interval: { months: 0, days: 0, micros: 60_000_000n } },
  { text: '1', unit: undefined },
  { text: '1.5', unit: 'DAY' },
  { text: '1 2', unit: 'DAY' },
  { text: '1 constructor' },
  { text: '1', unit: 'CONSTRUCTOR' },
  { text: 'one day' },
  { text: '' },
  { text: '9999999999999', unit: 'DAY' },
  { text: '01:02:03' },
]

for (const { text, unit, interval } of cases) {
  test(`INTERVAL '${text}' ${unit ?? ''} is ${interval === undefined ? 'refused' : 'read'}`, () => {
    assert.deepEqual(readInterval(text, unit), interval)
  })
}
