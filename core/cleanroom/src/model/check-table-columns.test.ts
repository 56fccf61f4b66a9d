import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ColumnSchema, dateType, doubleType, integerType, textType } from '@glovebox/sql'
import { fileWith, type MarkedRow, markedRows, unmarked } from '../file/marked.suite.ts'
import { readCollaboration } from '../file/read-collaboration.ts'
import { checkConfiguration } from './check-configuration.ts'

const row = (name: string, rule: string, ...codes: readonly string[]): MarkedRow => ({
  name,
  yaml: fileWith({ rule }),
  codes,
})

const constraint = '{ columnName: id, minimum: 2, type: COUNT_DISTINCT }'
const any = 'allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst]'

// The columns of the file are id VARCHAR, city VARCHAR, amount INTEGER, price DOUBLE.
markedRows([
  row(
    'a join column is a column',
    '{ list: { joinColumns: [«idd»], listColumns: [city] } }',
    'COLLABORATION_COLUMN_UNKNOWN',
  ),
  row('in its own case', '{ list: { joinColumns: [id], listColumns: [«City»] } }', 'COLLABORATION_COLUMN_UNKNOWN'),
  row(
    'every column of an aggregation is one',
    `{ aggregation: { aggregateColumns: [{ columnNames: [amount, «a»], function: SUM }], joinColumns: [«b»], dimensionColumns: [city, «c»], outputConstraints: [${constraint}, { columnName: «d», minimum: 2 }] } }`,
    'COLLABORATION_COLUMN_UNKNOWN',
    'COLLABORATION_COLUMN_UNKNOWN',
    'COLLABORATION_COLUMN_UNKNOWN',
    'COLLABORATION_COLUMN_UNKNOWN',
  ),
  row(
    'every column of a custom rule is one',
    `{ custom: { ${any}, disallowedOutputColumns: [«a»], aggregationThresholds: [{ identityColumns: [«b»], minimumIdentityCount: 2, outputColumnThresholds: [{ outputColumnName: «c», minimumIdentityCount: 0 }] }], comparisonControls: { allowedLiteralComparisonColumns: [«d»], allowedColumnComparisonColumns: [«e»] } } }`,
    ...Array.from({ length: 5 }, () => 'COLLABORATION_COLUMN_UNKNOWN'),
  ),
  row(
    'so is a privacy unit',
    `{ custom: { ${any}, differentialPrivacy: { columns: [{ name: «user» }] } } }`,
    'COLLABORATION_COLUMN_UNKNOWN',
  ),
  ...['SUM', 'AVG', 'SUM_DISTINCT'].map((aggregate) =>
    row(
      `${aggregate} takes numbers`,
      `{ aggregation: { aggregateColumns: [{ columnNames: [price, «city»], function: ${aggregate} }], outputConstraints: [${constraint}] } }`,
      'COLLABORATION_RULE_AGGREGATE_TYPE',
    ),
  ),
  ...['COUNT', 'COUNT_DISTINCT'].map((aggregate) =>
    row(
      `${aggregate} takes anything`,
      `{ aggregation: { aggregateColumns: [{ columnNames: [price, city], function: ${aggregate} }], outputConstraints: [${constraint}] } }`,
    ),
  ),
  row(
    'a fraction tells nobody apart',
    `{ custom: { ${any}, aggregationThresholds: [{ identityColumns: [«price»], minimumIdentityCount: 2 }] } }`,
    'COLLABORATION_RULE_IDENTITY_TYPE',
  ),
  {
    name: 'columns listed by name are known without their types',
    yaml: fileWith({ columns: '[id, city]', rule: '{ list: { joinColumns: [id], listColumns: [«amount»] } }' }),
    codes: ['COLLABORATION_COLUMN_UNKNOWN'],
  },
  {
    name: 'declared facts are of columns and fit them',
    yaml: fileWith({
      table:
        '    privacy: { unit: «user», columns: { city: «{ range: [0, 1] }», amount: «{ values: [a] }», price: { range: [0, 1] }, zip: «{ values: [a] }» } }\n',
    }),
    codes: [
      'COLLABORATION_COLUMN_UNKNOWN',
      'COLLABORATION_PRIVACY_FACT',
      'COLLABORATION_PRIVACY_FACT',
      'COLLABORATION_COLUMN_UNKNOWN',
    ],
  },
])

const column = (name: string, type: ColumnSchema['type']): ColumnSchema => ({ name, type, nullable: true })
const found = {
  people: [column('id', textType), column('city', dateType), column('score', doubleType), column('n', integerType)],
}

const withSource: readonly (MarkedRow & { readonly columns: string })[] = [
  {
    name: 'a typed column is in the source',
    columns: '{ id: VARCHAR, «amount»: DATE }',
    yaml: '',
    codes: ['COLLABORATION_COLUMN_ABSENT'],
  },
  {
    name: 'a named column is in the source',
    columns: '[id, «amount»]',
    yaml: '',
    codes: ['COLLABORATION_COLUMN_ABSENT'],
  },
  { name: 'and spelt as it is there', columns: '[«ID»]', yaml: '', codes: ['COLLABORATION_COLUMN_ABSENT'] },
]

for (const { name, columns, codes } of withSource) {
  test(name, () => {
    const { text, spans } = unmarked(fileWith({ columns, rule: '{ custom: { allowedAnalyses: [] } }' }))
    const { collaboration } = readCollaboration(text)
    assert.ok(collaboration !== undefined)
    const diagnostics = checkConfiguration(collaboration, found)
    assert.deepEqual(
      diagnostics.map(({ code, at }) => [code, at?.start, at?.end]),
      spans.map(([start, end], i) => [codes[i], start, end]),
    )
  })
}

test('where the source says the columns, rules are held against it', () => {
  const { text, spans } = unmarked(
    fileWith({
      columns: '[id, score]',
      rule: `{ custom: { ${any}, aggregationThresholds: [{ identityColumns: [«score»], minimumIdentityCount: 2 }] } }`,
    }),
  )
  const { collaboration, diagnostics } = readCollaboration(text)
  assert.ok(collaboration !== undefined)
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  )
  const [refusal] = checkConfiguration(collaboration, found)
  assert.equal(refusal?.code, 'COLLABORATION_RULE_IDENTITY_TYPE')
  assert.deepEqual([refusal?.at?.start, refusal?.at?.end], spans[0])
  assert.deepEqual([refusal?.table, refusal?.owner], ['people', 'owner'])
})

test('a source named as a property of all objects is not found in them', () => {
  const text = fileWith({})
    .replaceAll('people', 'constructor')
    .replace(/columns: .*\n/, 'public: false\n')
  const { collaboration } = readCollaboration(text)
  assert.ok(collaboration !== undefined)
  assert.deepEqual(checkConfiguration(collaboration, {}), [])
})
