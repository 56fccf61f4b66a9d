import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import { integerType, textType } from '../type/sql-type.ts'
import type { Column, Query, Relation } from './relation.ts'
import { mapExpression, mapExpressions, mapInputs } from './walk.ts'
import { malformations } from './well-formed.ts'

const whole = accepted(
  'SELECT campaign, SUM(cost) AS s FROM impressions LEFT JOIN purchases USING (user_id) WHERE cost > 1 GROUP BY campaign ORDER BY s LIMIT 3',
)

/** The query with every node rewritten. */
function rewritten(query: Query, f: (relation: Relation) => Relation): Query {
  const visit = (relation: Relation): Relation => f(mapInputs(relation, visit))
  return { ...query, relation: visit(query.relation) }
}

function withColumns(relation: Relation, f: (column: Column) => Column): Relation {
  return { ...relation, columns: relation.columns.map(f) }
}

const asking = accepted(
  "SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = user_id) SUM(cost, contribution_bounds => (0, 1), report_format => 'JSON') AS s FROM impressions",
)

const broken: readonly { readonly name: string; readonly query: Query; readonly says: RegExp }[] = [
  {
    name: 'an output that is not there',
    query: { ...whole, outputs: [{ id: 999, name: 'x', at: { start: 0, end: 0 } }] },
    says: /output x#999/,
  },
  {
    name: 'a reference to a column that the input does not give',
    query: rewritten(whole, (r) =>
      r.kind === 'filter'
        ? mapExpressions(r, (e) => mapExpression(e, (x) => (x.kind === 'column' ? { ...x, id: 999 } : x)))
        : r,
    ),
    says: /#999 is not given/,
  },
  {
    name: 'a reference of another type',
    query: rewritten(whole, (r) =>
      r.kind === 'reduce'
        ? mapExpressions(r, (e) => mapExpression(e, (x) => (x.kind === 'column' ? { ...x, type: integerType } : x)))
        : r,
    ),
    says: /used as another type/,
  },
  {
    name: 'a forgotten NULL',
    query: rewritten(whole, (r) =>
      mapExpressions(r, (e) => mapExpression(e, (x) => (x.kind === 'column' ? { ...x, nullable: false } : x))),
    ),
    says: /as if never NULL/,
  },
  {
    name: 'a narrower range',
    query: rewritten(whole, (r) =>
      mapExpressions(r, (e) =>
        mapExpression(e, (x) => (x.kind === 'column' ? { ...x, range: { low: 1, high: 2 } } : x)),
      ),
    ),
    says: /narrower range/,
  },
  {
    name: 'an outer join that forgets which side may be missing',
    query: rewritten(whole, (r) => (r.kind === 'join' ? { ...r, join: 'inner' } : r)),
    says: /join columns/,
  },
  {
    name: 'a join without a condition',
    query: rewritten(whole, (r) => {
      if (r.kind !== 'join') return r
      const { on, ...rest } = r
      return on === undefined ? r : rest
    }),
    says: /left join with a wrong condition/,
  },
  {
    name: 'a filter by a number',
    query: rewritten(whole, (r) =>
      r.kind === 'filter'
        ? { ...r, condition: { kind: 'literal', value: 1n, type: integerType, nullable: false, at: r.at } }
        : r,
    ),
    says: /no condition/,
  },
  {
    name: 'a column that two nodes make',
    query: rewritten(whole, (r) => (r.kind === 'table' ? withColumns(r, (c) => ({ ...c, id: 1, lineage: [1] })) : r)),
    says: /made twice/,
  },
  {
    name: 'a wrong lineage',
    query: rewritten(whole, (r) =>
      r.kind === 'reduce' ? { ...r, keys: r.keys.map((k) => ({ ...k, column: { ...k.column, lineage: [] } })) } : r,
    ),
    says: /lineage/,
  },
  {
    name: 'a sort with columns of its own',
    query: rewritten(whole, (r) => (r.kind === 'sort' ? { ...r, columns: r.columns.slice(1) } : r)),
    says: /sort has other columns/,
  },
  {
    name: 'an output of another type than its expression',
    query: rewritten(whole, (r) =>
      r.kind === 'map'
        ? { ...r, outputs: r.outputs.map((o) => ({ ...o, column: { ...o.column, type: textType } })) }
        : r,
    ),
    says: /another type than its expression/,
  },
  {
    name: 'a function with arguments it does not take',
    query: rewritten(whole, (r) =>
      mapExpressions(r, (e) => mapExpression(e, (x) => (x.kind === 'call' ? { ...x, arguments: [] } : x))),
    ),
    says: /does not take/,
  },
  {
    name: 'a limit of less than nothing',
    query: rewritten(whole, (r) => (r.kind === 'limit' ? { ...r, count: -1 } : r)),
    says: /no count/,
  },
  {
    name: 'a privacy unit that the input does not give',
    query: rewritten(asking, (r) => (r.kind === 'reduce' ? { ...r, input: { ...r.input, columns: [] } } : r)),
    says: /privacy_unit_column is a column that is not given/,
  },
  {
    name: 'bounds in the wrong order',
    query: rewritten(asking, (r) =>
      r.kind === 'reduce'
        ? { ...r, aggregates: r.aggregates.map((a) => ({ ...a, bounds: { per: 'row', low: 2, high: 1, at: a.at } })) }
        : r,
    ),
    says: /bounds out of order/,
  },
  {
    name: 'bounds without an end',
    query: rewritten(asking, (r) =>
      r.kind === 'reduce'
        ? {
            ...r,
            aggregates: r.aggregates.map((a) => ({
              ...a,
              bounds: { per: 'row', low: 0, high: Number.POSITIVE_INFINITY, at: a.at },
            })),
          }
        : r,
    ),
    says: /bounds out of order/,
  },
  {
    name: 'a report that is a number',
    query: rewritten(asking, (r) =>
      r.kind === 'reduce'
        ? { ...r, aggregates: r.aggregates.map((a) => ({ ...a, column: { ...a.column, type: integerType } })) }
        : r,
    ),
    says: /report that is no text/,
  },
  {
    name: 'a privacy clause of DISTINCT',
    query: rewritten(asking, (r) => (r.kind === 'reduce' ? { ...r, clause: 'distinct' } : r)),
    says: /distinct with a privacy clause/,
  },
]

test('what resolve gives is well formed', () => {
  assert.deepEqual(malformations(whole), [])
  assert.deepEqual(malformations(asking), [])
})

for (const { name, query, says } of broken) {
  test(`malformed: ${name}`, () => {
    assert.match(malformations(query).join('\n'), says)
  })
}
