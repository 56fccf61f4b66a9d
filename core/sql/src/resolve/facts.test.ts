import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import { typeName } from '../type/sql-type.ts'

/** The only output as people read it: type, `?` where it may be NULL, range. */
function fact(sql: string): string {
  const { relation, outputs } = accepted(sql)
  const column = relation.columns.find((c) => c.id === outputs[0]?.id)
  assert.ok(column !== undefined)
  const { type, nullable, range } = column
  return `${typeName(type)}${nullable ? '?' : ''}${range === undefined ? '' : ` ${range.low}..${range.high}`}`
}

const cases: readonly { readonly sql: string; readonly fact: string }[] = [
  { sql: 'SELECT cost FROM impressions', fact: 'DOUBLE? 0..50' },
  { sql: 'SELECT Id FROM Members', fact: 'BIGINT 1..1000' },
  { sql: 'SELECT Id FROM impressions LEFT JOIN Members ON true', fact: 'BIGINT? 1..1000' },
  { sql: 'SELECT Id FROM Members RIGHT JOIN impressions ON true', fact: 'BIGINT? 1..1000' },
  { sql: 'SELECT m.Id FROM impressions RIGHT JOIN Members m ON true', fact: 'BIGINT 1..1000' },
  { sql: 'SELECT Id FROM Members UNION ALL SELECT 2000', fact: 'BIGINT 1..2000' },
  { sql: 'SELECT user_id FROM impressions INTERSECT SELECT Id FROM Members', fact: 'BIGINT' },
  { sql: 'SELECT Id FROM Members EXCEPT SELECT user_id FROM impressions', fact: 'BIGINT' },
  { sql: 'SELECT Id FROM Members EXCEPT SELECT 2000', fact: 'BIGINT 1..2000' },
  { sql: 'SELECT NULL', fact: 'VARCHAR?' },
  { sql: 'SELECT NULL UNION ALL SELECT Id FROM Members', fact: 'BIGINT?' },
  { sql: 'SELECT 1', fact: 'BIGINT 1..1' },
  { sql: 'SELECT 1.50', fact: 'DECIMAL(3,2) 1.5..1.5' },
  { sql: 'SELECT 007', fact: 'BIGINT 7..7' },
  { sql: 'SELECT -9223372036854775808', fact: 'BIGINT -9223372036854776000..-9223372036854776000' },
  { sql: 'SELECT .5', fact: 'DECIMAL(1,1) 0.5..0.5' },
  { sql: 'SELECT 1e2', fact: 'DOUBLE 100..100' },
  { sql: 'SELECT :since', fact: 'DATE' },
  { sql: 'SELECT COUNT(*) FROM impressions', fact: 'BIGINT 0..9007199254740992' },
  { sql: 'SELECT SUM(Id) FROM Members', fact: 'DECIMAL(38,0)? 1..9007199254740993000' },
  { sql: 'SELECT MAX(cost) FROM impressions', fact: 'DOUBLE? 0..50' },
  { sql: 'SELECT CASE WHEN cost > 1 THEN 1 ELSE 5 END FROM impressions', fact: 'BIGINT 1..5' },
  { sql: 'SELECT CASE WHEN cost > 1 THEN 1 END FROM impressions', fact: 'BIGINT? 1..1' },
  { sql: 'SELECT (SELECT MAX(Id) FROM Members)', fact: 'BIGINT? 1..1000' },
  { sql: 'SELECT Id IN (1, 2) FROM Members', fact: 'BOOLEAN' },
  { sql: 'SELECT Id IN (1, NULL) FROM Members', fact: 'BOOLEAN?' },
  { sql: 'SELECT Id IN (SELECT user_id FROM purchases) FROM Members', fact: 'BOOLEAN' },
  { sql: 'SELECT Id IN (SELECT user_id FROM impressions) FROM Members', fact: 'BOOLEAN?' },
  { sql: 'SELECT EXISTS (SELECT 1 FROM Members)', fact: 'BOOLEAN' },
  { sql: 'SELECT CAST(Id AS INT) FROM Members', fact: 'BIGINT 1..1000' },
  { sql: 'SELECT CAST(City AS SMALLINT) FROM Members m(Id, City, c)', fact: 'BIGINT?' },
  { sql: 'SELECT x FROM (VALUES (1, 2), (3, NULL)) AS v(x, y)', fact: 'BIGINT 1..3' },
  { sql: 'SELECT user_id FROM purchases p FULL JOIN Members m(user_id, a, b) USING (user_id)', fact: 'BIGINT?' },
  { sql: 'SELECT LAG(Id, 1, 0) OVER (ORDER BY Id) FROM Members', fact: 'BIGINT 0..1000' },
]

for (const { sql, fact: expected } of cases) {
  test(`${sql} gives ${expected}`, () => {
    assert.equal(fact(sql), expected)
  })
}

const names: readonly { readonly sql: string; readonly names: readonly string[] }[] = [
  { sql: 'SELECT ID, members.city AS town FROM Members members(id, city, c)', names: ['id', 'town'] },
  {
    sql: 'SELECT COUNT(*), cost + 1, CAST(MAX(cost) AS VARCHAR), EXTRACT(DAY FROM MAX(day)) FROM impressions GROUP BY cost + 1',
    names: ['count', 'column_2', 'max', 'extract'],
  },
  { sql: 'VALUES (1, 2)', names: ['column1', 'column2'] },
  { sql: 'SELECT a.x, b.x FROM (SELECT 1 AS x) a, (SELECT 2 AS x) b', names: ['x', 'x'] },
  { sql: 'SELECT day AS d FROM impressions UNION SELECT at FROM purchases', names: ['d'] },
  { sql: 'SELECT cost FROM impressions ORDER BY day', names: ['cost'] },
]

for (const { sql, names: expected } of names) {
  test(`${sql} names its columns ${expected.join(', ')}`, () => {
    assert.deepEqual(
      accepted(sql).outputs.map((output) => output.name),
      expected,
    )
  })
}
