import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, openRoom } from './rooms.ts'

// What one owner holds must not turn a person's rows at another owner into others: both promise something of their own.

const room = openRoom('two owners', { maxGroups: 2, maxRows: 2, budget: 'epsilon: 4' })

const cases: readonly (readonly [sql: string, ...codes: readonly string[]])[] = [
  [
    'SELECT page, COUNT(*) FROM (SELECT person, page FROM visits UNION ALL SELECT person, page FROM clicks) t GROUP BY page',
    'PRIVACY_OWNERS',
  ],
  ['SELECT c.page, COUNT(*) FROM visits v LEFT JOIN clicks c ON v.person = c.person GROUP BY c.page', 'PRIVACY_OWNERS'],
  [
    'SELECT c.page, COUNT(*) FROM clicks c RIGHT JOIN visits v ON v.person = c.person GROUP BY c.page',
    'PRIVACY_OWNERS',
  ],
  ['SELECT COUNT(*) FROM clicks c FULL JOIN visits v ON v.person = c.person', 'PRIVACY_OWNERS'],
  ['SELECT COUNT(*) FROM (SELECT person FROM visits EXCEPT SELECT person FROM clicks) t', 'PRIVACY_OWNERS'],
  ['SELECT COUNT(*) FROM (SELECT person FROM visits INTERSECT SELECT person FROM clicks) t'],
  ['SELECT v.page, COUNT(*) FROM visits v JOIN clicks c ON v.person = c.person GROUP BY v.page'],
  ['SELECT p.city, COUNT(*) FROM visits v LEFT JOIN people p ON v.person = p.person GROUP BY p.city'],
  ['SELECT COUNT(*) FROM (SELECT person FROM visits EXCEPT SELECT person FROM people) t'],
  [
    'SELECT COUNT(*) FROM (SELECT v.person FROM visits v JOIN clicks c ON v.person = c.person UNION ALL SELECT person FROM visits) t',
    'PRIVACY_OWNERS',
  ],
  [
    'SELECT COUNT(*) FROM (SELECT v.person FROM visits v JOIN clicks c ON v.person = c.person) t LEFT JOIN clicks d ON t.person = d.person',
  ],
]

for (const [sql, ...codes] of cases) {
  test(`${codes.length === 0 ? 'may be asked of' : 'is refused of'} two owners: ${sql}`, () => {
    const { diagnostics } = ask(sql, room)
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      codes,
    )
  })
}
