import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import { canonical } from './canonical.ts'

const cases = [
  { a: 'SELECT cost FROM impressions', b: 'SELECT  COST\nFROM Impressions', same: true },
  {
    a: 'SELECT (SELECT MAX(cost) FROM impressions WHERE day IS NULL)',
    b: 'SELECT (select max(COST) from IMPRESSIONS where (day) is null)',
    same: true,
  },
  { a: 'SELECT cost FROM impressions', b: 'SELECT user_id FROM impressions', same: false },
  { a: 'SELECT 1', b: "SELECT '1'", same: false },
  { a: "SELECT 'a b'", b: "SELECT 'a\nb'", same: false },
  { a: 'SELECT 0e0', b: 'SELECT -0e0', same: false },
  { a: "SELECT DATE '1970-01-02'", b: 'SELECT 1', same: false },
  {
    a: 'SELECT a.cost AS x FROM impressions a, impressions b',
    b: 'SELECT b.cost AS x FROM impressions a, impressions b',
    same: false,
  },
  {
    a: 'SELECT user_id AS x FROM impressions UNION SELECT 1',
    b: 'SELECT user_id AS x FROM impressions UNION ALL SELECT 1',
    same: false,
  },
  {
    a: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 7, privacy_unit_column = i.USER_ID) COUNT(*) AS n FROM impressions i',
    b: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (Privacy_Unit_Column = user_id, EPSILON = :count), count(*) AS n FROM impressions AS i',
    same: true,
  },
  {
    a: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1) COUNT(*) AS n FROM impressions',
    b: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 2) COUNT(*) AS n FROM impressions',
    same: false,
  },
  {
    a: 'SELECT WITH DIFFERENTIAL_PRIVACY COUNT(*) AS n FROM impressions',
    b: 'SELECT COUNT(*) AS n FROM impressions',
    same: false,
  },
  {
    a: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = user_id) COUNT(*) AS n FROM impressions',
    b: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = day) COUNT(*) AS n FROM impressions',
    same: false,
  },
  {
    a: 'SELECT SUM(cost, contribution_bounds_per_group => (0, 1)) AS s FROM impressions',
    b: 'SELECT SUM(cost, contribution_bounds => (-0.0, 1e0)) AS s FROM impressions',
    same: true,
  },
  {
    a: 'SELECT SUM(cost, contribution_bounds_per_group => (0, 1)) AS s FROM impressions',
    b: 'SELECT SUM(cost, contribution_bounds_per_row => (0, 1)) AS s FROM impressions',
    same: false,
  },
]

for (const { a, b, same } of cases) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)} are ${same ? 'the same' : 'different'}`, () => {
    assert.equal(canonical(accepted(a).relation) === canonical(accepted(b).relation), same)
  })
}
