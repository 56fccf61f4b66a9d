import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundAll } from './bound.fixture.ts'

const cases: readonly { readonly sql: string; readonly codes: readonly string[]; readonly says?: RegExp }[] = [
  {
    sql: 'SELECT page, COUNT(DISTINCT person) FROM loose GROUP BY page',
    codes: ['PRIVACY_GROUPS_MISSING'],
    says: /maxGroupsContributed/,
  },
  { sql: 'SELECT DISTINCT page FROM loose', codes: ['PRIVACY_GROUPS_MISSING'] },
  {
    sql: 'SELECT COUNT(*) FROM loose',
    codes: ['PRIVACY_ROWS_MISSING'],
    says: /COUNT\(\*\).*maxRowsPerGroup.*contribution_bounds_per_group/,
  },
  { sql: 'SELECT COUNT(DISTINCT page) FROM loose', codes: ['PRIVACY_ROWS_MISSING'] },
  {
    sql: 'SELECT SUM(seconds) FROM loose',
    codes: ['PRIVACY_RANGE_MISSING', 'PRIVACY_ROWS_MISSING'],
    says: /`seconds`.*range: \[0, 100\].*contribution_bounds_per_group/,
  },
  {
    sql: 'SELECT MEDIAN(seconds), VAR_POP(seconds) FROM loose',
    codes: ['PRIVACY_RANGE_MISSING', 'PRIVACY_ROWS_MISSING', 'PRIVACY_RANGE_MISSING', 'PRIVACY_ROWS_MISSING'],
    says: /contribution_bounds_per_row/,
  },
  { sql: 'SELECT SUM(free) FROM visits', codes: ['PRIVACY_RANGE_MISSING'] },
  {
    sql: 'SELECT SUM(n) FROM (SELECT person, SUM(free) AS n FROM visits GROUP BY person) AS t',
    codes: ['PRIVACY_RANGE_MISSING'],
  },
  { sql: 'SELECT AVG(person) FROM visits', codes: ['PRIVACY_RANGE_MISSING'] },
  {
    sql: 'SELECT AVG(person + 1) FROM visits',
    codes: ['PRIVACY_RANGE_MISSING'],
    says: /GREATEST\(LEAST\(person \+ 1, 100\), 0\)/,
  },
  {
    sql: 'SELECT SUM(DISTINCT seconds), AVG(DISTINCT cost) FROM visits',
    codes: ['PRIVACY_DISTINCT', 'PRIVACY_DISTINCT'],
    says: /leave DISTINCT out/,
  },
  { sql: 'SELECT MIN(page), MAX(country) FROM visits', codes: ['PRIVACY_EXTREME', 'PRIVACY_EXTREME'] },
  {
    sql: 'SELECT SUM(seconds, contribution_bounds_per_group => (0, 31)) FROM visits',
    codes: ['PRIVACY_BOUNDS_WIDE'],
    says: /from -12 to 30/,
  },
  {
    sql: 'SELECT SUM(seconds, contribution_bounds_per_row => (-5, 3)) FROM visits',
    codes: ['PRIVACY_BOUNDS_WIDE'],
    says: /from -4 to 10/,
  },
  {
    sql: 'SELECT AVG(cost, contribution_bounds_per_group => (-1, 30)) FROM visits',
    codes: ['PRIVACY_BOUNDS_WIDE'],
    says: /from 0 to 50/,
  },
  {
    sql: 'SELECT COUNT(*, contribution_bounds_per_group => (0, 4)) FROM visits',
    codes: ['PRIVACY_BOUNDS_WIDE'],
    says: /from 0 to 3/,
  },
  {
    sql: 'SELECT COUNT(*, contribution_bounds_per_row => (0, 1)) FROM visits',
    codes: ['PRIVACY_BOUNDS_KIND'],
    says: /contribution_bounds_per_group/,
  },
  {
    sql: 'SELECT VAR_POP(cost, contribution_bounds_per_group => (0, 1)) FROM visits',
    codes: ['PRIVACY_BOUNDS_KIND'],
    says: /contribution_bounds_per_row/,
  },
  { sql: 'SELECT COUNT(*), SUM(free), MIN(page) FROM visits', codes: ['PRIVACY_RANGE_MISSING', 'PRIVACY_EXTREME'] },
]

for (const { sql, codes, says } of cases) {
  test(`refused: ${sql}`, () => {
    const results = boundAll(sql)
    const diagnostics = results.flatMap((result) => (result.ok ? [] : result.diagnostics))
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      codes,
    )
    for (const { at, table, owner } of diagnostics) {
      assert.ok(at !== undefined && at.end > at.start, 'a refusal has a place')
      assert.match(table ?? '', /^(visits|loose)$/)
      assert.equal(owner, 'publisher')
    }
    if (says !== undefined) assert.match(diagnostics.map(({ message, help }) => `${message} ${help}`).join(' '), says)
  })
}
