import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWith, type MarkedRow, markedRows } from './marked.suite.ts'
import { readCollaboration } from './read-collaboration.ts'

const constraint = '{ columnName: id, minimum: 2, type: COUNT_DISTINCT }'
const sum = '{ columnNames: [amount], function: SUM }'

/** A rule row; `rule` is written where the rule of the file's only table stands. */
const row = (name: string, rule: string, ...codes: readonly string[]): MarkedRow => ({
  name,
  yaml: fileWith({ rule }),
  codes,
})

const aggregation = (rest: string, constraints = constraint, columns = sum): string =>
  `{ aggregation: { aggregateColumns: [${columns}], outputConstraints: [${constraints}], ${rest} } }`

markedRows([
  row('a rule is of some kind', '«{}»', 'COLLABORATION_RULE_KIND'),
  row('a rule is a mapping', '«custom»', 'COLLABORATION_TYPE'),
  row('the kind is spelt as AWS does', '{ «Custom»: { allowedAnalyses: [] } }', 'COLLABORATION_KEY_UNKNOWN'),
  row(
    'a table has one rule',
    '{ list: { joinColumns: [id], listColumns: [city] }, «custom»: { allowedAnalyses: [] } }',
    'COLLABORATION_RULE_SECOND',
  ),
  row(
    'also beside v1',
    '{ v1: { list: { joinColumns: [id], listColumns: [city] } }, «custom»: { allowedAnalyses: [] } }',
    'COLLABORATION_RULE_SECOND',
  ),
  row(
    'AGG-35: a column cannot be both dimension and join column',
    aggregation('joinColumns: [id], dimensionColumns: [city, «id»], scalarFunctions: []'),
    'COLLABORATION_RULE_OVERLAP',
  ),
  row(
    'nor both dimension and aggregate column',
    aggregation('joinColumns: [id], dimensionColumns: [«amount»], scalarFunctions: []'),
    'COLLABORATION_RULE_OVERLAP',
  ),
  row('but both join and aggregate column', aggregation('joinColumns: [amount]')),
  row(
    'an aggregation needs a constraint',
    `{ aggregation: { aggregateColumns: [${sum}], outputConstraints: «[]» } }`,
    'COLLABORATION_LIST_LENGTH',
  ),
  row(
    'and something to aggregate',
    `{ aggregation: { aggregateColumns: «[]», outputConstraints: [${constraint}] } }`,
    'COLLABORATION_LIST_LENGTH',
  ),
  row('and says so', '{ «aggregation»: {} }', 'COLLABORATION_KEY_MISSING COLLABORATION_KEY_MISSING'),
  row(
    'a function takes columns',
    aggregation('joinColumns: []', constraint, '{ columnNames: «[]», function: SUM }'),
    'COLLABORATION_LIST_LENGTH',
  ),
  row(
    'a function is one of five',
    aggregation('joinColumns: []', constraint, '{ columnNames: [id], function: «MAX» }'),
    'COLLABORATION_WORD',
  ),
  ...['1', '0', '-3', '100001', '2.5', '.inf', '.nan', '1e30'].map((minimum) =>
    row(
      `a constraint of ${minimum} is none`,
      aggregation('joinColumns: []', `{ columnName: id, minimum: «${minimum}», type: COUNT_DISTINCT }`),
      'COLLABORATION_NUMBER',
    ),
  ),
  row(
    'a constraint is a number',
    aggregation('joinColumns: []', '{ columnName: id, minimum: «"2"», type: COUNT_DISTINCT }'),
    'COLLABORATION_TYPE',
  ),
  row(
    'a constraint counts distinct values',
    aggregation('joinColumns: []', '{ columnName: id, minimum: 2, type: «COUNT» }'),
    'COLLABORATION_WORD',
  ),
  row(
    'a required join has columns to join on',
    aggregation('joinColumns: [], joinRequired: «QUERY_RUNNER»'),
    'COLLABORATION_RULE_JOIN_REQUIRED',
  ),
  row(
    'a join is required by the query runner',
    aggregation('joinColumns: [id], joinRequired: «YES»'),
    'COLLABORATION_WORD',
  ),
  row('without a join nothing is required', aggregation('joinColumns: []')),
  row(
    'there are two operators',
    aggregation('joinColumns: [id], allowedJoinOperators: «[AND, OR, AND]»'),
    'COLLABORATION_LIST_LENGTH',
  ),
  row('and they are in capitals', aggregation('joinColumns: [id], allowedJoinOperators: [«or»]'), 'COLLABORATION_WORD'),
  row(
    'scalar functions are of the list',
    aggregation('dimensionColumns: [city], scalarFunctions: [UPPER, «SOUNDEX», «lower»]'),
    'COLLABORATION_WORD',
    'COLLABORATION_WORD',
  ),
  ...['ALLOWED', 'REQUIRED'].map((additional) =>
    row(
      `an aggregation feeds no other analysis: ${additional}`,
      aggregation(`joinColumns: [], additionalAnalyses: «${additional}»`),
      'COLLABORATION_RULE_ADDITIONAL_ANALYSES',
    ),
  ),
  row('and may say so', aggregation('joinColumns: [], additionalAnalyses: NOT_ALLOWED')),
  row(
    'LIST-13: a column cannot be both list and join column',
    '{ list: { joinColumns: [id], listColumns: [city, «id»] } }',
    'COLLABORATION_RULE_OVERLAP',
  ),
  row('a list is joined', '{ list: { joinColumns: «[]», listColumns: [city] } }', 'COLLABORATION_LIST_LENGTH'),
  row('a list may list nothing', '{ list: { joinColumns: [id], listColumns: [] } }'),
  row('a list has its columns', '{ «list»: { joinColumns: [id] } }', 'COLLABORATION_KEY_MISSING'),
  row(
    'a list has no constraints',
    '{ list: { joinColumns: [id], listColumns: [], «outputConstraints»: [] } }',
    'COLLABORATION_KEY_UNKNOWN',
  ),
])

const custom = (rest: string): string =>
  `{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst], ${rest} } }`
const threshold = 'identityColumns: [id], minimumIdentityCount: 100'

markedRows([
  row(
    'CUS-03: any query is a query of somebody',
    '{ custom: { allowedAnalyses: [«ANY_QUERY»] } }',
    'COLLABORATION_RULE_PROVIDERS_MISSING',
  ),
  row(
    'nobody is not somebody',
    '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: «[]» } }',
    'COLLABORATION_RULE_PROVIDERS_MISSING',
  ),
  row(
    'providers are members',
    '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [«analist»] } }',
    'COLLABORATION_MEMBER_UNKNOWN',
  ),
  row(
    'providers are for any query',
    '{ custom: { allowedAnalyses: [], allowedAnalysisProviders: [«analyst»] } }',
    'COLLABORATION_RULE_PROVIDERS_EXCLUDED',
  ),
  row('no code runs over rows', '{ custom: { allowedAnalyses: [«ANY_JOB»] } }', 'COLLABORATION_RULE_ANY_JOB'),
  row(
    'a template that is allowed is there',
    '{ custom: { allowedAnalyses: [«reach»] } }',
    'COLLABORATION_TEMPLATE_UNKNOWN',
  ),
  row('analyses are said', '{ «custom»: {} }', 'COLLABORATION_KEY_MISSING'),
  row('a rule may allow nothing yet', '{ custom: { allowedAnalyses: [] } }'),
  row('a threshold', custom(`aggregationThresholds: [{ ${threshold}, type: COUNT_DISTINCT }]`)),
  row('there is one threshold', custom('aggregationThresholds: «[]»'), 'COLLABORATION_LIST_LENGTH'),
  row(
    'and not two',
    custom(`aggregationThresholds: «[{ ${threshold} }, { ${threshold} }]»`),
    'COLLABORATION_LIST_LENGTH',
  ),
  row(
    'one column tells people apart',
    custom('aggregationThresholds: [{ identityColumns: «[id, city]», minimumIdentityCount: 2 }]'),
    'COLLABORATION_LIST_LENGTH',
  ),
  row(
    'one person is no crowd',
    custom('aggregationThresholds: [{ identityColumns: [id], minimumIdentityCount: «1» }]'),
    'COLLABORATION_NUMBER',
  ),
  row(
    'an expression type is one of two',
    custom(`aggregationThresholds: [{ ${threshold}, allowedAggregateExpressionType: «ANY» }]`),
    'COLLABORATION_WORD',
  ),
  row(
    'a column may be exempt or have its own number',
    custom(
      `aggregationThresholds: [{ ${threshold}, outputColumnThresholds: [{ outputColumnName: city, minimumIdentityCount: 0 }, { outputColumnName: amount, minimumIdentityCount: 5 }] }]`,
    ),
  ),
  row(
    'but not 1, and only once',
    custom(
      `aggregationThresholds: [{ ${threshold}, outputColumnThresholds: [{ outputColumnName: city, minimumIdentityCount: «1» }] }]`,
    ),
    'COLLABORATION_NUMBER',
  ),
  row(
    'one number for a column',
    custom(
      `aggregationThresholds: [{ ${threshold}, outputColumnThresholds: [{ outputColumnName: city, minimumIdentityCount: 5 }, { outputColumnName: «city», minimumIdentityCount: 0 }] }]`,
    ),
    'COLLABORATION_DUPLICATE',
  ),
  row(
    'CMP-07: who people are is compared with no constant',
    custom(
      `aggregationThresholds: [{ ${threshold} }], comparisonControls: { allowedLiteralComparisonColumns: [city, «id»], allowedColumnComparisonColumns: [id] }`,
    ),
    'COLLABORATION_RULE_IDENTITY_LITERAL',
  ),
  row(
    'one of the comparison lists may be absent',
    custom('comparisonControls: { allowedLiteralComparisonColumns: [city] }'),
  ),
  row(
    'comparison controls have two keys',
    custom('comparisonControls: { «allowedLiterals»: [city] }'),
    'COLLABORATION_KEY_UNKNOWN',
  ),
  row(
    'a privacy unit is one column',
    custom('differentialPrivacy: { columns: «[{ name: id }, { name: city }]» }'),
    'COLLABORATION_LIST_LENGTH',
  ),
  row(
    'THR-13: a threshold and differential privacy may stand together',
    custom(`aggregationThresholds: [{ ${threshold} }], differentialPrivacy: { columns: [{ name: id }] }`),
  ),
  row(
    'comparison controls and differential privacy may not',
    custom(
      'differentialPrivacy: { columns: [{ name: id }] }, comparisonControls: «{ allowedLiteralComparisonColumns: [] }»',
    ),
    'COLLABORATION_RULE_CONTROLS_WITH_PRIVACY',
  ),
])

const template = 'templates: [{ name: reach, author: analyst, sql: SELECT 1 }]\n'

markedRows([
  {
    name: 'any query and templates exclude each other',
    yaml: fileWith({
      rule: '{ custom: { allowedAnalyses: [reach, «ANY_QUERY»], allowedAnalysisProviders: [analyst] } }',
      more: template,
    }),
    codes: ['COLLABORATION_RULE_ANY_QUERY_AND_TEMPLATES'],
  },
  {
    name: 'a template has an author, so it needs no provider',
    yaml: fileWith({
      rule: '{ custom: { allowedAnalyses: [reach], allowedAnalysisProviders: [«analyst»] } }',
      more: template,
    }),
    codes: ['COLLABORATION_RULE_PROVIDERS_EXCLUDED'],
  },
  {
    name: 'a template may be allowed by name',
    yaml: fileWith({
      rule: '{ custom: { allowedAnalyses: [reach], allowedAnalysisProviders: [] } }',
      more: template,
    }),
    codes: [],
  },
])

markedRows(
  [
    row(
      'a rule that allows nothing is said',
      '{ custom: { allowedAnalyses: «[]» } }',
      'COLLABORATION_RULE_ALLOWS_NOTHING',
    ),
    row(
      'a column twice in a list is once too often',
      '{ list: { joinColumns: [id], listColumns: [city, «city»] } }',
      'COLLABORATION_LISTED_TWICE',
    ),
  ],
  'warning',
)

test('a policy is read as AWS writes it, in JSON and under v1', () => {
  const policy = {
    v1: {
      aggregation: {
        aggregateColumns: [{ columnNames: ['amount', 'price'], function: 'SUM' }],
        joinColumns: ['id'],
        joinRequired: 'QUERY_RUNNER',
        allowedJoinOperators: ['OR'],
        dimensionColumns: ['city'],
        scalarFunctions: ['UPPER'],
        outputConstraints: [{ columnName: 'id', minimum: 100, type: 'COUNT_DISTINCT' }],
      },
    },
  }
  const { collaboration } = readCollaboration(fileWith({ rule: JSON.stringify(policy) }))
  const { at: _, places: __, ...read } = collaboration?.tables[0]?.rule ?? {}
  assert.deepEqual(read, { kind: 'aggregation', ...policy.v1.aggregation })
})

test('a comparison list that is absent blocks everything', () => {
  const rule = custom('comparisonControls: { allowedLiteralComparisonColumns: [city] }')
  const read = readCollaboration(fileWith({ rule })).collaboration?.tables[0]?.rule
  assert.ok(read?.kind === 'custom')
  assert.deepEqual(read.comparisonControls, {
    allowedLiteralComparisonColumns: ['city'],
    allowedColumnComparisonColumns: [],
  })
})

test('a rule knows where each of its items stands', () => {
  const text = fileWith({ rule: '{ v1: { list: { joinColumns: [id], listColumns: [city, amount] } } }' })
  const places = readCollaboration(text).collaboration?.tables[0]?.rule?.places
  const at = places?.['listColumns/1']
  assert.equal(text.slice(at?.start, at?.end), 'amount')
})
