import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, marked } from '../example.fixture.ts'

// Each row: SQL with the place of every feature between «», and the features in the order of the text, with their depth.
const rows: readonly (readonly [sql: string, ...features: string[]])[] = [
  ['SELECT cost FROM impressions'],
  ['«SELECT 1»', 'select-without-from 0'],
  ['SELECT «*», i.cost FROM impressions i', 'select-star 0'],
  ['SELECT «DISTINCT» cost FROM impressions', 'select-distinct 0'],
  ['SELECT 1 FROM impressions a «JOIN» purchases b ON a.user_id = b.user_id', 'inner-join 0'],
  ['SELECT 1 FROM impressions a «CROSS JOIN» purchases b', 'cross-join 0'],
  ['SELECT 1 FROM impressions a«,» purchases b WHERE «a.user_id = b.user_id»', 'implicit-join 0', 'where 0'],
  [
    'SELECT 1 FROM impressions a LEFT JOIN purchases b ON true RIGHT JOIN Members c ON true'
      .replace('LEFT JOIN', '«LEFT JOIN»')
      .replace('RIGHT JOIN', '«RIGHT JOIN»'),
    'left-join 0',
    'right-join 0',
  ],
  ['SELECT 1 FROM impressions «GROUP BY campaign» HAVING «COUNT(*) > 1»', 'group-by 0', 'having 0'],
  ['SELECT cost FROM impressions ORDER BY «cost DESC» LIMIT «3» OFFSET «4»', 'order-by 0', 'limit 0', 'offset 0'],
  ['SELECT «COUNT(*) OVER ()» AS n FROM impressions QUALIFY «n > 1»', 'window 0', 'qualify 0'],
  ['SELECT SUM(cost) FILTER (WHERE «cost > 1») FROM impressions', 'aggregate-filter 0'],
  [
    'SELECT cost FROM impressions «UNION ALL» SELECT cost FROM impressions «UNION» SELECT 1 FROM impressions',
    'union-all 0',
    'union 0',
  ],
  [
    'SELECT cost FROM impressions «EXCEPT» SELECT cost FROM impressions «INTERSECT ALL» SELECT cost FROM impressions',
    'except 0',
    'intersect 0',
  ],
  [
    'SELECT 1 FROM impressions WHERE «EXISTS (SELECT 1 FROM purchases WHERE «amount > «:count»»)»',
    'where 0',
    'exists 0',
    'where 1',
    'parameter 1',
  ],
  ['WITH «q AS (SELECT cost FROM impressions WHERE «cost > 1»)» SELECT cost FROM q', 'cte 0', 'where 1'],
  [
    'SELECT x FROM «(SELECT cost AS x FROM «(SELECT «*» FROM impressions) AS b») AS a»',
    'from-subquery 0',
    'from-subquery 1',
    'select-star 2',
  ],
  ['SELECT «(SELECT MAX(cost) FROM impressions)» FROM impressions WHERE «cost = 1»', 'scalar-subquery 0', 'where 0'],
  ['«VALUES (1)»', 'values 0'],
  [
    'SELECT «WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = «:count»)» SUM(cost, «contribution_bounds» => (0, 1)) FROM impressions',
    'privacy-clause 0',
    'parameter 0',
    'named-argument 0',
  ],
  [
    'SELECT n FROM «(SELECT «WITH DIFFERENTIAL_PRIVACY» COUNT(*) AS n FROM impressions) AS q»',
    'from-subquery 0',
    'privacy-clause 1',
  ],
]

for (const [text, ...features] of rows) {
  test(`features: ${text}`, () => {
    const { sql, spans } = marked(text)
    const found = accepted(sql).features.map(({ feature, at, depth }) => ({ feature: `${feature} ${depth}`, at }))
    const byPlace = found.toSorted((a, b) => a.at.start - b.at.start)
    assert.deepEqual(byPlace.map((use) => use.feature).sort(), [...features].sort())
    const places = byPlace.map(({ at }) => sql.slice(at.start, at.end))
    for (const { start, end } of spans) assert.ok(places.includes(sql.slice(start, end)), sql.slice(start, end))
  })
}
