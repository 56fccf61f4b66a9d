import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import type { Query } from '../relation/relation.ts'
import { tablesOf } from '../relation/walk.ts'

/** Of each output the columns of tables that flow into it, as `alias.column`. */
function lineages(query: Query): Readonly<Record<string, string>> {
  const sources = new Map(
    tablesOf(query).flatMap((table) => table.columns.map((c) => [c.id, `${table.alias}.${c.name}`] as const)),
  )
  return Object.fromEntries(
    query.outputs.map(({ id, name }) => {
      const column = query.relation.columns.find((c) => c.id === id)
      return [name, (column?.lineage ?? []).map((source) => sources.get(source) ?? '?').join(' ')]
    }),
  )
}

const cases: readonly { readonly name: string; readonly sql: string; readonly lineage: Record<string, string> }[] = [
  { name: 'a column flows into itself', sql: 'SELECT cost AS x FROM impressions i', lineage: { x: 'i.cost' } },
  { name: 'a literal has none', sql: 'SELECT 1 AS x FROM impressions i', lineage: { x: '' } },
  {
    name: 'functions take all their arguments',
    sql: "SELECT COALESCE(campaign, CAST(cost AS VARCHAR), 'x') AS x FROM impressions i",
    lineage: { x: 'i.campaign i.cost' },
  },
  {
    name: 'the conditions of a CASE flow into its value',
    sql: 'SELECT CASE WHEN cost > 1 THEN 1 ELSE 0 END AS x FROM impressions i',
    lineage: { x: 'i.cost' },
  },
  {
    name: 'an IN list flows, with its operand',
    sql: 'SELECT user_id IN (1, cost) AS x FROM impressions i',
    lineage: { x: 'i.user_id i.cost' },
  },
  {
    name: 'filters, join conditions, sort keys and group keys alone do not',
    sql: 'SELECT i.campaign AS x FROM impressions i JOIN purchases p ON i.user_id = p.user_id WHERE p.amount > 1 GROUP BY i.campaign, i.day HAVING MAX(i.cost) > 1 ORDER BY MIN(p.at) LIMIT 1',
    lineage: { x: 'i.campaign' },
  },
  {
    name: 'aggregates take their argument and their FILTER',
    sql: 'SELECT SUM(cost) FILTER (WHERE day IS NULL) AS x, COUNT(*) AS n FROM impressions i',
    lineage: { x: 'i.day i.cost', n: '' },
  },
  {
    name: 'window calls take arguments, partition and order',
    sql: 'SELECT LAG(cost) OVER (PARTITION BY campaign ORDER BY day) AS x, COUNT(*) OVER (PARTITION BY user_id) AS n FROM impressions i',
    lineage: { x: 'i.campaign i.day i.cost', n: 'i.user_id' },
  },
  {
    name: 'window calls over groups take what flows into the groups',
    sql: 'SELECT RANK() OVER (ORDER BY SUM(cost)) AS x FROM impressions i GROUP BY campaign',
    lineage: { x: 'i.cost' },
  },
  {
    name: 'a scalar subquery flows by its output',
    sql: 'SELECT (SELECT MAX(amount) FROM purchases p WHERE p.returned) AS x FROM impressions',
    lineage: { x: 'p.amount' },
  },
  {
    name: 'an IN subquery flows by operand and output, EXISTS not at all',
    sql: 'SELECT user_id IN (SELECT p.user_id FROM purchases p WHERE amount > 1) AS x, EXISTS (SELECT m.Id FROM Members m) AS y FROM impressions i',
    lineage: { x: 'i.user_id p.user_id', y: '' },
  },
  {
    name: 'set operations flow from both sides',
    sql: 'SELECT user_id AS x FROM impressions i UNION SELECT user_id FROM purchases p',
    lineage: { x: 'i.user_id p.user_id' },
  },
  {
    name: 'EXCEPT and INTERSECT too, as one sees which values are not there',
    sql: 'SELECT user_id AS x FROM impressions i EXCEPT SELECT user_id FROM purchases p INTERSECT SELECT Id FROM Members m',
    lineage: { x: 'i.user_id p.user_id m.Id' },
  },
  {
    name: 'DISTINCT, derived tables and WITH queries pass it on',
    sql: 'WITH q AS (SELECT DISTINCT cost * 2 AS c FROM impressions i) SELECT SUM(d.c) AS x FROM (SELECT c FROM q) AS d',
    lineage: { x: 'i.cost' },
  },
  {
    name: 'each use of a WITH query has tables of its own',
    sql: 'WITH q AS (SELECT cost FROM impressions i) SELECT a.cost AS x, b.cost AS y FROM q a, q b',
    lineage: { x: 'i.cost', y: 'i.cost' },
  },
  {
    name: 'a merged column of a full join comes from both',
    sql: 'SELECT user_id AS x FROM impressions i FULL JOIN purchases p USING (user_id)',
    lineage: { x: 'i.user_id p.user_id' },
  },
  {
    name: 'of any other join it comes from the side that it is taken from',
    sql: 'SELECT user_id AS x FROM impressions i RIGHT JOIN purchases p USING (user_id)',
    lineage: { x: 'p.user_id' },
  },
  {
    name: 'VALUES flow by their subqueries',
    sql: 'SELECT v.a AS x FROM (VALUES (1), ((SELECT MAX(cost) FROM impressions i))) AS v(a)',
    lineage: { x: 'i.cost' },
  },
]

for (const { name, sql, lineage } of cases) {
  test(`lineage: ${name}`, () => {
    assert.deepEqual(lineages(accepted(sql)), lineage)
  })
}

test('two uses of a WITH query have different lineage ids', () => {
  const query = accepted('WITH q AS (SELECT cost FROM impressions i) SELECT a.cost AS x, b.cost AS y FROM q a, q b')
  const [x, y] = query.relation.columns.map((column) => column.lineage)
  assert.notDeepEqual(x, y)
})
