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
]

for (const { a, b, same } of cases) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)} are ${same ? 'the same' : 'different'}`, () => {
    assert.equal(canonical(accepted(a).relation) === canonical(accepted(b).relation), same)
  })
}
