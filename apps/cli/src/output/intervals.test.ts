import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asColumns, besideEach, constantIntervalLines } from './intervals.ts'
import { statement } from './private-result.suite.ts'

const { intervals } = statement
const columns = [{ name: 'city' }, { name: 'people', isNumber: true }, { name: 'spent', isNumber: true }]
const rows = [
  ['Berlin', 1204, '99.50'],
  [null, null, null],
] as const

test('numbers that differ in their interval have it beside them; what a column has in common is said once', () => {
  assert.deepEqual(besideEach(columns, rows, intervals), {
    columns: [...columns, { name: '95 % interval', isNumber: true }],
    rows: [
      ['Berlin', '1204', '99.50', '79 … 120'],
      [null, null, null, ''],
    ],
  })
  assert.deepEqual(constantIntervalLines(intervals), ['people ± 41 at 95 %'])
})

test('for programs every noisy column has both ends, NULL where nothing is known', () => {
  assert.deepEqual(asColumns(columns, rows, intervals), {
    columns: [
      { name: 'city' },
      { name: 'people', isNumber: true },
      { name: 'people.low', isNumber: true },
      { name: 'people.high', isNumber: true },
      { name: 'spent', isNumber: true },
      { name: 'spent.low', isNumber: true },
      { name: 'spent.high', isNumber: true },
    ],
    rows: [
      ['Berlin', '1204', '1163', '1245', '99.50', '79.2', '119.8'],
      [null, null, null, null, null, null, null],
    ],
  })
})

const decimals: readonly [value: number, halfWidth: number, shown: string][] = [
  [79736.28001611202, 4600, '79736'],
  [79736.28001611202, 1.2, '79736.28'],
  [0.28001611202, 0.004, '0.28002'],
  [1204, 0.5, '1204'],
  [0.5, 0.0001, '0.5'],
  [1e300, 1e299, '1e+300'],
]

for (const [value, halfWidth, shown] of decimals) {
  test(`${value} ± ${halfWidth} is shown as ${shown}, and to programs as it is`, () => {
    const all = { a: { confidence: 0.95, halfWidth } }
    assert.deepEqual(besideEach([{ name: 'a' }], [[value]], all).rows, [[shown]])
    assert.equal(asColumns([{ name: 'a' }], [[value]], all).rows[0]?.[0], String(value))
  })
}

test('columns of the same confidence share a line', () => {
  const lines = constantIntervalLines({
    a: { confidence: 0.95, halfWidth: 1 },
    b: { confidence: 0.9, halfWidth: 2 },
    c: { confidence: 0.95, halfWidth: 3 },
  })
  assert.deepEqual(lines, ['a ± 1, c ± 3 at 95 %', 'b ± 2 at 90 %'])
})

test('a column named like a property of every object has no interval', () => {
  assert.deepEqual(besideEach([{ name: 'constructor' }], [[1]], {}).columns, [{ name: 'constructor' }])
})
