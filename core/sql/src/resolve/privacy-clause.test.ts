import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import type { Aggregate, PrivacyOption, Query, ReduceRelation } from '../relation/relation.ts'
import { relationsOf } from '../relation/walk.ts'
import { malformations } from '../relation/well-formed.ts'
import { typeName } from '../type/sql-type.ts'

function reduces(query: Query): readonly ReduceRelation[] {
  return relationsOf(query).filter((relation) => relation.kind === 'reduce')
}

function options(written: string): readonly (readonly [string, PrivacyOption['value']])[] {
  const query = accepted(`SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (${written}) COUNT(*) FROM impressions i`)
  assert.deepEqual(malformations(query), [])
  return (reduces(query)[0]?.privacy?.options ?? []).map(({ name, value }) => [name, value])
}

const userId = { kind: 'column', id: 1, name: 'user_id' } as const

const optionRows: readonly (readonly [written: string, ...options: (readonly [string, PrivacyOption['value']])[]])[] = [
  [''],
  ['epsilon = 0.1', ['epsilon', { kind: 'number', value: 0.1 }]],
  ['EPSILON = 1e20', ['epsilon', { kind: 'number', value: 1e20 }]],
  ['"epsilon" = :count', ['epsilon', { kind: 'number', value: 7 }]],
  ['delta = 0, epsilon = 1', ['epsilon', { kind: 'number', value: 1 }], ['delta', { kind: 'number', value: 0 }]],
  ['delta = 0.000000001', ['delta', { kind: 'number', value: 1e-9 }]],
  ['max_groups_contributed = 3', ['max_groups_contributed', { kind: 'number', value: 3 }]],
  ['max_rows_contributed = NULL', ['max_rows_contributed', { kind: 'null' }]],
  ['min_privacy_units_per_group = -2.5', ['min_privacy_units_per_group', { kind: 'number', value: -2.5 }]],
  ['group_selection_epsilon = 0.5', ['group_selection_epsilon', { kind: 'number', value: 0.5 }]],
  ['privacy_unit_column = user_id', ['privacy_unit_column', userId]],
  ['privacy_unit_column = I.User_Id', ['privacy_unit_column', userId]],
  ['group_selection_strategy = public_groups', ['group_selection_strategy', { kind: 'word', text: 'PUBLIC_GROUPS' }]],
  [
    "group_selection_strategy = 'LAPLACE_THRESHOLD'",
    ['group_selection_strategy', { kind: 'word', text: 'LAPLACE_THRESHOLD' }],
  ],
  ['group_selection_strategy = "PUBLIC_GROUPS"', ['group_selection_strategy', { kind: 'word', text: 'PUBLIC_GROUPS' }]],
]

for (const [written, ...expected] of optionRows) {
  test(`options: ${written === '' ? 'none' : written}`, () => {
    assert.deepEqual(options(written), expected)
  })
}

for (const sql of [
  'SELECT WITH DIFFERENTIAL_PRIVACY campaign, COUNT(*) FROM impressions GROUP BY campaign',
  'SELECT campaign, WITH DIFFERENTIAL_PRIVACY COUNT(*) FROM impressions GROUP BY campaign',
  'SELECT campaign, WITH DIFFERENTIAL_PRIVACY, COUNT(*) FROM impressions GROUP BY campaign',
  'SELECT WITH DIFFERENTIAL_PRIVACY campaign FROM impressions GROUP BY campaign',
  'SELECT WITH DIFFERENTIAL_PRIVACY 1 FROM impressions HAVING COUNT(*) > 1',
]) {
  test(`the aggregation has the clause: ${sql}`, () => {
    assert.deepEqual(reduces(accepted(sql))[0]?.privacy?.options, [])
  })
}

test('only the SELECT that the clause stands in has it', () => {
  const query = accepted(
    'SELECT campaign, COUNT(*) FROM (SELECT WITH DIFFERENTIAL_PRIVACY campaign, COUNT(*) AS n FROM impressions GROUP BY campaign) q GROUP BY campaign UNION SELECT DISTINCT campaign, 1 FROM impressions',
  )
  assert.deepEqual(
    reduces(query).map(({ privacy }) => privacy !== undefined),
    [true, false, false, false],
  )
})

test('each use of a WITH query names the privacy unit of its own table', () => {
  const query = accepted(
    'WITH q AS (SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = user_id) COUNT(*) AS n FROM impressions) SELECT a.n, b.n FROM q a, q b',
  )
  assert.deepEqual(malformations(query), [])
  const units = reduces(query).flatMap(({ privacy, input }) =>
    (privacy?.options ?? []).map(({ value }) =>
      input.columns.findIndex(({ id }) => value.kind === 'column' && id === value.id),
    ),
  )
  assert.deepEqual(units, [0, 0])
})

type Asked = { readonly function: string; readonly type: string; readonly bounds?: string; readonly report?: string }

function shown({ function: name, column, bounds, report }: Aggregate): Asked {
  return {
    function: name,
    type: typeName(column.type),
    ...(bounds === undefined ? {} : { bounds: `${bounds.per} ${bounds.low} ${bounds.high}` }),
    ...(report === undefined ? {} : { report }),
  }
}

const aggregateRows: readonly (readonly [written: string, ...aggregates: Asked[]])[] = [
  ['COUNT(*, contribution_bounds_per_group => (0, 5))', { function: 'count', type: 'BIGINT', bounds: 'group 0 5' }],
  ['COUNT(user_id, contribution_bounds => (1, 1))', { function: 'count', type: 'BIGINT', bounds: 'group 1 1' }],
  [
    'SUM(cost, CONTRIBUTION_BOUNDS_PER_ROW => (-0.5, :count))',
    { function: 'sum', type: 'DOUBLE', bounds: 'row -0.5 7' },
  ],
  [
    "AVG(cost, report_format => 'JSON', contribution_bounds_per_group => (0, 1e2))",
    { function: 'avg', type: 'VARCHAR', bounds: 'group 0 100', report: 'json' },
  ],
  ['VAR_POP(cost, report_format => "JSON")', { function: 'variance-population', type: 'VARCHAR', report: 'json' }],
  [
    'STDDEV_POP(cost, contribution_bounds_per_row => (0, 1))',
    { function: 'stddev-population', type: 'DOUBLE', bounds: 'row 0 1' },
  ],
  [
    'PERCENTILE_CONT(cost, 0.5, contribution_bounds_per_row => (0, 100))',
    { function: 'percentile-cont', type: 'DOUBLE', bounds: 'row 0 100' },
  ],
  [
    'SUM(cost), SUM(cost, contribution_bounds => (0, 1)), SUM(cost, contribution_bounds => (0, 2)), SUM(cost, contribution_bounds_per_group => (0.0, 1))',
    { function: 'sum', type: 'DOUBLE' },
    { function: 'sum', type: 'DOUBLE', bounds: 'group 0 1' },
    { function: 'sum', type: 'DOUBLE', bounds: 'group 0 2' },
  ],
  [
    "COUNT(*), COUNT(*, report_format => 'json')",
    { function: 'count', type: 'BIGINT' },
    { function: 'count', type: 'VARCHAR', report: 'json' },
  ],
]

for (const [written, ...expected] of aggregateRows) {
  test(`aggregates: ${written}`, () => {
    const query = accepted(`SELECT WITH DIFFERENTIAL_PRIVACY ${written} FROM impressions`)
    assert.deepEqual(malformations(query), [])
    assert.deepEqual(reduces(query)[0]?.aggregates.map(shown), expected)
  })
}

test('bounds are taken without the clause too', () => {
  const [reduce] = reduces(accepted('SELECT SUM(cost, contribution_bounds => (0, 1)) FROM impressions'))
  assert.equal(reduce?.privacy, undefined)
  assert.deepEqual(reduce?.aggregates.map(shown), [{ function: 'sum', type: 'DOUBLE', bounds: 'group 0 1' }])
})
