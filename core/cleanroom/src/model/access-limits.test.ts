import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fileWith } from '../file/marked.suite.ts'
import { readCollaboration } from '../file/read-collaboration.ts'
import { accessLimitsOf } from './access-limits.ts'

const { collaboration } = readCollaboration(
  fileWith({
    table: `    accessBudget:
      - { per: day, runs: 5 }
      - { per: week, runs: 10 }
      - { per: month, runs: 20 }
      - { per: lifetime, runs: 100 }
  - name: orders
    owner: owner
    source: { file: orders.csv }
    accessBudget: [{ per: week, runs: 3, refresh: false }]
    public: true
`,
  }),
)
assert.ok(collaboration !== undefined)

const windows = (now: string): readonly string[] =>
  accessLimitsOf(collaboration, ['people'], now).map(
    ({ per, limit, from, to }) => `${per} ${limit} ${from?.slice(0, 10)} ${to?.slice(0, 10)}`,
  )

const rows = [
  { now: '2026-11-20T23:54:44Z', day: '20 2026-11-21', week: '2026-11-16 2026-11-23', month: '2026-11-01 2026-12-01' },
  {
    now: '2026-01-01T00:00:00.000Z',
    day: '01 2026-01-02',
    week: '2025-12-29 2026-01-05',
    month: '2026-01-01 2026-02-01',
  },
  { now: '2027-01-31T12:00:00Z', day: '31 2027-02-01', week: '2027-01-25 2027-02-01', month: '2027-01-01 2027-02-01' },
  { now: '2028-02-29T12:00:00Z', day: '29 2028-03-01', week: '2028-02-28 2028-03-06', month: '2028-02-01 2028-03-01' },
  { now: '2026-12-31T23:59:59Z', day: '31 2027-01-01', week: '2026-12-28 2027-01-04', month: '2026-12-01 2027-01-01' },
]

for (const { now, day, week, month } of rows) {
  test(`the periods around ${now} are those of the calendar`, () => {
    assert.deepEqual(windows(now), [
      `day 5 ${now.slice(0, 8)}${day}`,
      `week 10 ${week}`,
      `month 20 ${month}`,
      'lifetime 100 undefined undefined',
    ])
  })
}

test('the moment lies in each of its periods, whatever it is', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
      const now = date.toISOString()
      for (const { per, from, to } of accessLimitsOf(collaboration, ['people'], now)) {
        if (from === undefined || to === undefined) continue
        assert.ok(from <= now && now < to, `${per}: ${from} ${now} ${to}`)
        assert.equal(new Date(from).toISOString(), from)
        assert.equal(new Date(to).toISOString(), to)
        if (per === 'week') assert.equal(new Date(from).getUTCDay(), 1)
      }
    }),
  )
})

test('a budget that is not refreshed counts the runs of all time', () => {
  const [limit] = accessLimitsOf(collaboration, ['orders'], '2026-11-20T00:00:00Z')
  assert.deepEqual(limit, { table: 'orders', owner: 'owner', per: 'week', limit: 3 })
})

test('tables that are not read cost nothing', () => {
  assert.deepEqual(accessLimitsOf(collaboration, ['other'], '2026-11-20T00:00:00Z'), [])
})

test('a time that is none is a bug', () => {
  assert.throws(() => accessLimitsOf(collaboration, ['people'], 'yesterday'))
})
