import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, evaluate, relationsOf, type Tables, type Value } from '@glovebox/sql'
import fc from 'fast-check'
import { question } from '../../../check/question.ts'
import { readCollaboration } from '../../../file/read-collaboration.ts'
import { schemaOf } from '../../../model/schema-of.ts'
import type { PrivateAggregation } from '../aggregation.ts'
import { protectedTables } from '../protected-tables.ts'
import { track } from './track.ts'
import { openWork } from './work.ts'

const rule = (more = ''): string =>
  `{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst]${more} } }`

const file = `
version: 1
collaboration: test
members:
  - { name: publisher }
  - { name: analyst, abilities: [query, receive] }
tables:
  - name: visits
    owner: publisher
    source: { file: visits.csv }
    columns: { person: INTEGER, page: VARCHAR, seconds: INTEGER }
    rule: ${rule()}
    privacy: { unit: person, maxGroupsContributed: 2, maxRowsPerGroup: 3 }
  - name: orders
    owner: publisher
    source: { file: orders.csv }
    columns: { id: INTEGER, person: INTEGER, total: INTEGER }
    rule: ${rule()}
    privacy: { unit: person }
  - name: items
    owner: publisher
    source: { file: items.csv }
    columns: { order_id: INTEGER, article: VARCHAR }
    rule: ${rule()}
    privacy: { unit: [order_id, orders.id, orders.person] }
  - name: own
    owner: analyst
    source: { file: own.csv }
    columns: { client: INTEGER, segment: VARCHAR }
    rule: ${rule(', aggregationThresholds: [{ identityColumns: [client], minimumIdentityCount: 2, type: COUNT_DISTINCT }]')}
  - name: pages
    owner: publisher
    source: { file: pages.csv }
    columns: { page: VARCHAR, topic: VARCHAR }
    public: true
budgets: [{ owner: publisher, epsilon: 4 }]
`

function tracked(sql: string): {
  readonly codes: readonly string[]
  readonly aggregations: readonly PrivateAggregation[]
} {
  const { collaboration, diagnostics } = readCollaboration(file)
  if (collaboration === undefined) throw new Error(JSON.stringify(diagnostics))
  const schema = schemaOf(collaboration, {})
  const compiled = compile(sql, schema, [])
  if (!compiled.ok) throw new Error(`${sql}: ${compiled.diagnostics.map(({ message }) => message).join('; ')}`)
  const asked = question({ member: 'analyst', sql, collaboration, query: compiled.value, schema })
  let next = Math.max(...relationsOf(compiled.value).flatMap(({ columns }) => columns.map(({ id }) => id)), 0)
  const work = openWork(asked, protectedTables(collaboration.tables), () => ++next)
  const result = track(compiled.value.relation, work)
  const codes = work.diagnostics.map(({ code }) => code)
  if (result.kind === 'refused' && codes.length === 0) throw new Error('refused without a word')
  return { codes: result.kind === 'rows' ? [...codes, 'ROWS'] : codes, aggregations: work.aggregations }
}

const followed: readonly string[] = [
  'SELECT COUNT(*) FROM visits',
  'SELECT page, COUNT(DISTINCT person) FROM visits WHERE seconds > 2 GROUP BY page ORDER BY 2 DESC LIMIT 3',
  'SELECT DISTINCT page FROM visits',
  'SELECT COUNT(*) FROM (SELECT person, SUM(seconds) AS s FROM visits GROUP BY person HAVING COUNT(*) > 1) v WHERE s > 3',
  'WITH v AS (SELECT page p, person q FROM visits ORDER BY 1) SELECT p, COUNT(*) FROM v GROUP BY p',
  'SELECT COUNT(*) FROM visits v JOIN orders o ON v.person = o.person',
  'SELECT COUNT(*) FROM visits v LEFT JOIN orders o ON v.person = o.person AND o.total > 2 WHERE o.id IS NULL',
  'SELECT COUNT(*) FROM visits v RIGHT JOIN orders o ON v.person = o.person',
  'SELECT COUNT(*) FROM visits v FULL JOIN orders o ON v.person = o.person',
  'SELECT COUNT(*) FROM visits v, orders o WHERE v.person = o.person AND o.total > 1',
  'SELECT COUNT(*) FROM visits v, orders o, pages p WHERE v.person = o.person AND v.page = p.page',
  'SELECT COUNT(*) FROM visits a JOIN visits b USING (person)',
  'SELECT topic, COUNT(*) FROM visits v JOIN pages p ON v.page = p.page GROUP BY topic',
  'SELECT topic, COUNT(*) FROM pages p LEFT JOIN visits v ON v.page = p.page GROUP BY topic',
  'SELECT COUNT(*) FROM visits v FULL JOIN pages p ON v.page = p.page',
  'SELECT COUNT(*) FROM visits CROSS JOIN pages',
  'SELECT COUNT(*) FROM visits WHERE page IN (SELECT page FROM pages)',
  'SELECT COUNT(*) FROM visits WHERE seconds > (SELECT COUNT(*) FROM pages)',
  'SELECT COUNT(*) FROM (SELECT person, seconds FROM visits UNION ALL SELECT person, total FROM orders) u',
  'SELECT SUM(seconds) FROM (SELECT seconds FROM visits UNION ALL SELECT total FROM orders) u',
  'SELECT COUNT(*) FROM (SELECT person FROM visits UNION SELECT person FROM orders) u',
  'SELECT COUNT(*) FROM (SELECT person FROM visits INTERSECT SELECT person FROM orders) u',
  'SELECT COUNT(*) FROM (SELECT person FROM visits EXCEPT SELECT person FROM orders) u',
  'SELECT COUNT(*) FROM (SELECT person, ROW_NUMBER() OVER (PARTITION BY person ORDER BY seconds) r FROM visits) w WHERE r = 1',
  'SELECT COUNT(*) FROM (SELECT LAST_VALUE(seconds) OVER (PARTITION BY person ORDER BY page RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) x FROM visits) w WHERE x IS NULL',
  'SELECT COUNT(*) FROM (SELECT LAST_VALUE(seconds) OVER (PARTITION BY person ORDER BY page ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) x FROM visits) w WHERE x IS NULL',
  'SELECT COUNT(*) FROM (SELECT FIRST_VALUE(seconds) OVER (PARTITION BY person ORDER BY page) x FROM visits) w WHERE x IS NULL',
  'SELECT COUNT(*) FROM (SELECT SUM(seconds) OVER (PARTITION BY person ORDER BY page) x FROM visits) w WHERE x IS NULL',
  'SELECT COUNT(*) FROM (SELECT AVG(CAST(seconds AS DECIMAL(18, 2))) OVER (PARTITION BY person ORDER BY page) x FROM visits) w WHERE x IS NULL',
  'SELECT article, COUNT(*) FROM items GROUP BY article',
  'SELECT COUNT(*) FROM visits WHERE person IN (SELECT person FROM orders WHERE total > 2) AND seconds > 1',
  'SELECT COUNT(*) FROM visits WHERE person IN (SELECT person FROM orders GROUP BY person HAVING COUNT(*) > 1)',
  'SELECT COUNT(*) FROM items i JOIN orders o ON i.order_id = o.id AND o.person = 3 JOIN visits v ON v.person = o.person',
  'SELECT segment, COUNT(*) FROM visits v JOIN own o ON v.person = o.client GROUP BY segment',
  'SELECT AVG(n) FROM (SELECT person, COUNT(*) n FROM visits GROUP BY person) x',
  'SELECT (SELECT COUNT(*) FROM visits) AS a, (SELECT COUNT(*) FROM orders) AS b',
  'SELECT page, n * 2 FROM (SELECT page, COUNT(*) n FROM visits GROUP BY page) x WHERE n > (SELECT AVG(total) FROM orders)',
  'SELECT page, RANK() OVER (ORDER BY n) FROM (SELECT page, COUNT(*) n FROM visits GROUP BY page) x',
  'SELECT x.page, topic, n FROM (SELECT page, COUNT(*) n FROM visits GROUP BY page) x JOIN pages p ON x.page = p.page',
]

const refusals: readonly (readonly [sql: string, ...codes: string[]])[] = [
  ['SELECT person FROM visits', 'ROWS'],
  ['SELECT person, COUNT(*) FROM visits GROUP BY person', 'ROWS'],
  ['SELECT COUNT(*) FROM (SELECT * FROM visits LIMIT 3) x', 'PRIVACY_LIMIT'],
  ['SELECT COUNT(*) FROM (SELECT RANK() OVER (PARTITION BY page ORDER BY seconds) r FROM visits) x', 'PRIVACY_WINDOW'],
  [
    'SELECT COUNT(*) FROM (SELECT RANK() OVER (PARTITION BY person + 1 ORDER BY seconds) r FROM visits) x',
    'PRIVACY_WINDOW',
  ],
  [
    'SELECT COUNT(*) FROM (SELECT LAST_VALUE(seconds) OVER (PARTITION BY person ORDER BY page) x FROM visits) w WHERE x IS NULL',
    'PRIVACY_WINDOW_TIES',
  ],
  [
    'SELECT COUNT(*) FROM (SELECT LAST_VALUE(seconds) OVER (PARTITION BY person ORDER BY page RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) x FROM visits) w WHERE x IS NULL',
    'PRIVACY_WINDOW_TIES',
  ],
  [
    'SELECT COUNT(*) FROM (SELECT FIRST_VALUE(seconds) OVER (PARTITION BY person ORDER BY page RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) x FROM visits) w WHERE x IS NULL',
    'PRIVACY_WINDOW_TIES',
  ],
  [
    'SELECT COUNT(*) FROM (SELECT SUM(CAST(seconds AS DOUBLE)) OVER (PARTITION BY person ORDER BY page) x FROM visits) w WHERE x IS NULL',
    'PRIVACY_WINDOW_DOUBLE',
  ],
  [
    'SELECT COUNT(*) FROM (SELECT AVG(seconds / 2.5e0) OVER (PARTITION BY person ORDER BY page ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) x FROM visits) w WHERE x IS NULL',
    'PRIVACY_WINDOW_DOUBLE',
  ],
  [
    'SELECT COUNT(*) FROM (SELECT AVG(CAST(seconds AS DECIMAL(38, 2))) OVER (PARTITION BY person ORDER BY page) x FROM visits) w WHERE x IS NULL',
    'PRIVACY_WINDOW_DOUBLE',
  ],
  ['SELECT COUNT(*) FROM visits CROSS JOIN orders', 'PRIVACY_JOIN_UNIT'],
  ['SELECT COUNT(*) FROM visits v JOIN orders o ON v.seconds = o.total', 'PRIVACY_JOIN_UNIT'],
  ['SELECT COUNT(*) FROM visits v JOIN orders o ON v.person = o.person OR v.seconds = o.total', 'PRIVACY_JOIN_UNIT'],
  ['SELECT COUNT(*) FROM visits v JOIN orders o ON v.person = o.person + 1', 'PRIVACY_JOIN_UNIT'],
  [
    'SELECT COUNT(*) FROM visits v LEFT JOIN orders o ON v.person = o.person JOIN orders q ON o.person = q.person',
    'PRIVACY_JOIN_UNIT',
  ],
  ['SELECT COUNT(*) FROM visits WHERE seconds IN (SELECT total FROM orders)', 'PRIVACY_SUBQUERY'],
  ['SELECT COUNT(*) FROM visits WHERE seconds IN (SELECT person FROM orders)', 'PRIVACY_JOIN_UNIT'],
  ['SELECT COUNT(*) FROM visits WHERE person NOT IN (SELECT person FROM orders)', 'PRIVACY_SUBQUERY'],
  ['SELECT COUNT(*) FROM visits WHERE EXISTS (SELECT 1 FROM orders)', 'PRIVACY_SUBQUERY'],
  ['SELECT COUNT(*) FROM visits WHERE seconds > (SELECT AVG(seconds) FROM visits)', 'PRIVACY_SUBQUERY'],
  [
    'SELECT COUNT(*) FROM visits v JOIN (SELECT page, COUNT(*) n FROM visits GROUP BY page) x ON v.page = x.page',
    'PRIVACY_JOIN_PUBLISHED',
  ],
  ['SELECT COUNT(*) FROM (SELECT page FROM visits UNION ALL SELECT page FROM pages) x', 'PRIVACY_SET'],
  ['SELECT COUNT(*) FROM (SELECT page FROM pages EXCEPT SELECT page FROM visits) x', 'PRIVACY_SET'],
  ['SELECT COUNT(*) FROM (SELECT page FROM visits EXCEPT SELECT page FROM pages) x', 'PRIVACY_SET'],
  ['SELECT COUNT(*) FROM visits v JOIN own o ON v.seconds = o.client', 'PRIVACY_THRESHOLD'],
  ['SELECT COUNT(*) FROM visits v LEFT JOIN own o ON v.person = o.client', 'PRIVACY_THRESHOLD'],
]

for (const sql of followed) {
  test(`units are followed: ${sql}`, () => {
    const { codes, aggregations } = tracked(sql)
    assert.deepEqual(codes, [])
    assert.notEqual(aggregations.length, 0)
  })
}

for (const [sql, ...codes] of refusals) {
  test(`units would be mixed: ${sql}`, () => assert.deepEqual(tracked(sql).codes, codes))
}

test('what is rounded as it is added is added in the order of its values, and nothing else', () => {
  const ordered = (aggregate: string): boolean | undefined => {
    const sql = `SELECT COUNT(*) FROM (SELECT person, ${aggregate} AS x FROM visits GROUP BY person) t WHERE x > 1`
    const relations = tracked(sql).aggregations.flatMap(({ reduce }) => relationsOf(reduce.input))
    const found = relations.flatMap((r) => (r.kind === 'reduce' ? r.aggregates : []))
    return found[0]?.isOrdered === true
  }
  const rounded = [
    'SUM(seconds / 2e0)',
    'SUM(CAST(seconds AS DECIMAL(38, 2)))',
    'AVG(seconds / 2e0)',
    'AVG(CAST(seconds AS DECIMAL(38, 2)))',
  ]
  const spreads = ['VAR_POP(seconds)', 'VAR_SAMP(seconds / 2e0)', 'STDDEV_POP(CAST(seconds AS DECIMAL(9, 2)))']
  const exact = ['SUM(seconds)', 'AVG(seconds)', 'SUM(CAST(seconds AS DECIMAL(18, 2)))', 'MAX(seconds / 2e0)']
  for (const aggregate of [...rounded, ...spreads]) assert.equal(ordered(aggregate), true, aggregate)
  for (const aggregate of exact) assert.equal(ordered(aggregate), false, aggregate)
})

test('further keys order what is taken by place, and never what is ranked', () => {
  const keys = (call: string, frame = ''): number | undefined => {
    const over = `${call} OVER (PARTITION BY person ORDER BY page ${frame})`
    const { aggregations } = tracked(`SELECT COUNT(*) FROM (SELECT ${over} AS x FROM visits) t WHERE x > 1`)
    const relations = aggregations.flatMap(({ reduce }) => relationsOf(reduce.input))
    return relations.flatMap((r) => (r.kind === 'window' ? r.calls : []))[0]?.orderBy.length
  }
  const rows = 'ROWS BETWEEN 1 PRECEDING AND CURRENT ROW'
  for (const call of ['ROW_NUMBER()', 'LAG(seconds)', 'LEAD(seconds)', 'FIRST_VALUE(seconds)'])
    assert.equal(keys(call), 2, call)
  for (const call of ['SUM(seconds)', 'LAST_VALUE(seconds)']) assert.equal(keys(call, rows), 2, call)
  for (const call of ['RANK()', 'DENSE_RANK()']) assert.equal(keys(call, rows), 1, call)
  for (const call of ['SUM(seconds)', 'COUNT(*)', 'MAX(seconds)']) assert.equal(keys(call), 1, call)
})

const small = fc.integer({ min: 0, max: 4 }).map(BigInt)
const maybe = fc.option(small, { freq: 6 })
const text = fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 6 })
const rowsOf = (...cells: readonly fc.Arbitrary<Value>[]): fc.Arbitrary<readonly (readonly Value[])[]> =>
  fc.array(fc.tuple(...cells), { maxLength: 7 })

const databases: fc.Arbitrary<Tables> = fc.record({
  visits: rowsOf(maybe, text, small),
  orders: rowsOf(small, maybe, small),
  items: rowsOf(small, text),
  own: rowsOf(maybe, text),
  pages: rowsOf(text, text),
})

/** The database without one unit: its rows in the tables that name it. */
function without(tables: Tables, unit: Value): Tables {
  const drop = (name: string, cell: number): readonly (readonly Value[])[] =>
    (tables[name] ?? []).filter((row) => row[cell] !== unit)
  return { ...tables, visits: drop('visits', 0), orders: drop('orders', 1) }
}

test('without a unit a tracked relation lacks exactly the rows that are about it', () => {
  const all = followed.flatMap((sql) => tracked(sql).aggregations.map((aggregation) => ({ sql, aggregation })))
  fc.assert(
    fc.property(databases, small, (tables, gone) => {
      for (const { sql, aggregation } of all) {
        const { input } = aggregation.reduce
        const outputs = input.columns.map(({ id, name }) => ({ id, name, at: input.at }))
        const unitAt = input.columns.findIndex(({ id }) => id === aggregation.unit.id)
        const sameAt = [...aggregation.sameAsUnit].map((same) => input.columns.findIndex(({ id }) => id === same))
        const rows = (from: Tables): readonly string[] =>
          evaluate({ relation: input, outputs, features: [] }, from)
            .rows.map((row) => row.map(String).join('|'))
            .toSorted()
        const before = evaluate({ relation: input, outputs, features: [] }, tables).rows
        for (const row of before) {
          assert.notEqual(row[unitAt] ?? null, null, sql)
          for (const at of sameAt) assert.equal(row[at], row[unitAt], sql)
        }
        const expected = before.filter((row) => row[unitAt] !== gone).map((row) => row.map(String).join('|'))
        assert.deepEqual(rows(without(tables, gone)), expected.toSorted(), sql)
      }
    }),
    { numRuns: 60 },
  )
})
