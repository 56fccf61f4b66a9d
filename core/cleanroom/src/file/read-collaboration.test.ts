import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileWith, markedRows } from './marked.suite.ts'
import { readCollaboration } from './read-collaboration.ts'

const example = readFileSync(new URL('example.yaml', import.meta.url), 'utf8')

test('the example of the design is read as it is', () => {
  const { collaboration, diagnostics } = readCollaboration(example)
  assert.deepEqual(
    diagnostics.map(({ code, severity }) => `${severity} ${code}`),
    ['warning COLLABORATION_THRESHOLD_ALONE'],
  )
  assert.ok(collaboration !== undefined)
  assert.equal(collaboration.name, 'ad-measurement')
  assert.deepEqual(
    collaboration.members.map(({ name, abilities }) => [name, abilities]),
    [
      ['publisher', []],
      ['advertiser', ['query', 'receive']],
    ],
  )
  assert.deepEqual(collaboration.receivers, [{ table: 'impressions', members: ['advertiser'] }])
  const [impressions, purchases, campaigns] = collaboration.tables
  assert.deepEqual(
    { ...impressions?.source, at: undefined },
    { kind: 'file', path: 'data/impressions.parquet', format: 'parquet', at: undefined },
  )
  assert.ok(impressions?.columns.kind === 'typed')
  assert.deepEqual(
    impressions.columns.columns.map(({ name, declared, type }) => [name, declared, type.kind]),
    [
      ['user_id', 'VARCHAR', 'text'],
      ['campaign_id', 'VARCHAR', 'text'],
      ['event_date', 'DATE', 'date'],
      ['cost', 'DOUBLE', 'double'],
    ],
  )
  assert.ok(impressions.rule?.kind === 'custom')
  assert.deepEqual(impressions.rule.allowedAnalyses, ['ANY_QUERY'])
  assert.deepEqual(impressions.rule.allowedAnalysisProviders, ['advertiser'])
  assert.equal(impressions.rule.differentialPrivacy?.column, 'user_id')
  const { at: _, places: __, ...privacy } = impressions.privacy ?? {}
  assert.deepEqual(privacy, {
    unit: ['user_id'],
    columns: [
      { name: 'cost', range: { low: 0, high: 50 } },
      { name: 'campaign_id', values: ['a', 'b', 'c'] },
    ],
    maxGroupsContributed: 4,
    maxRowsPerGroup: 10,
  })
  assert.ok(purchases?.rule?.kind === 'custom')
  assert.deepEqual(purchases.columns, { kind: 'all' })
  assert.equal(purchases.rule.aggregationThreshold?.identityColumn, 'user_id')
  assert.equal(purchases.rule.aggregationThreshold?.minimumIdentityCount, 100)
  assert.equal(purchases.rule.aggregationThreshold?.allowedAggregateExpressionType, 'COLUMNS_ONLY')
  assert.equal(campaigns?.isPublic, true)
  const { at: ___, ...budget } = collaboration.budgets[0] ?? {}
  assert.deepEqual(budget, {
    owner: 'publisher',
    epsilon: 4,
    delta: 1e-6,
    refresh: 'none',
    warnAt: [0.5, 0.8],
    perQuery: { epsilon: 0.2 },
    maxEpsilonPerQuery: 1,
    accounting: 'zcdp',
    members: [{ member: 'advertiser', epsilon: 2 }],
  })
  const [template] = collaboration.templates
  assert.match(template?.sql ?? '', /^SELECT campaign_id, COUNT.* GROUP BY campaign_id$/)
  assert.deepEqual(template?.parameters[0]?.default, 20454n)
  assert.deepEqual(template?.approvedBy, ['publisher'])
})

test('the file of the tests is right, so that each row is about its own mistake', () => {
  const { collaboration, diagnostics } = readCollaboration(fileWith({}))
  assert.deepEqual(diagnostics, [])
  assert.ok(collaboration !== undefined)
})

const top = 'version: 1\ncollaboration: c\n'
const members = 'members:\n  - { name: a, abilities: [query, receive] }\n  - name: b\n'
const readable = '    source: { file: t.csv }\n    public: true\n'
const oneTable = (rest: string): string => `${top}${members}tables:\n  - name: t\n    owner: a\n${rest}`

markedRows([
  { name: 'an empty file is no mapping', yaml: '«»', codes: ['COLLABORATION_TYPE'] },
  { name: 'a list is no collaboration', yaml: '- «a»\n- b\n', codes: ['COLLABORATION_TYPE'] },
  {
    name: 'what must be there is missed at the first line',
    yaml: '«version: 1»\n',
    codes: ['COLLABORATION_KEY_MISSING COLLABORATION_KEY_MISSING'],
  },
  {
    name: 'another version is refused',
    yaml: `version: «2»\ncollaboration: c\n${members}`,
    codes: ['COLLABORATION_VERSION'],
  },
  {
    name: 'an unknown key is refused at the key',
    yaml: `${top}${members}«tabels»: []\n`,
    codes: ['COLLABORATION_KEY_UNKNOWN'],
  },
  {
    name: 'a mistyped key is one mistake, not also a missing one',
    yaml: `${top}«membres»: []\n`,
    codes: ['COLLABORATION_KEY_UNKNOWN'],
  },
  { name: 'a key stands once', yaml: `${top}${members}«version»: 1\n`, codes: ['COLLABORATION_KEY_REPEATED'] },
  { name: 'a number is no name', yaml: `version: 1\ncollaboration: «2026»\n${members}`, codes: ['COLLABORATION_TYPE'] },
  { name: 'a name is not empty', yaml: `version: 1\ncollaboration: «" "»\n${members}`, codes: ['COLLABORATION_NAME'] },
  { name: 'there is a member', yaml: `${top}members: «[]»\n`, codes: ['COLLABORATION_LIST_LENGTH'] },
  { name: 'members are a list', yaml: `${top}members: «{ name: a }»\n`, codes: ['COLLABORATION_TYPE'] },
  {
    name: 'nothing is not a list',
    yaml: `${top}«members»:\n`,
    codes: ['COLLABORATION_TYPE'],
  },
  {
    name: 'a member has a name',
    yaml: `${top}members:\n  - { name: a, abilities: [query] }\n  - «abilities: [receive]»\n`,
    codes: ['COLLABORATION_KEY_MISSING'],
  },
  {
    name: 'abilities are of the list',
    yaml: `${top}members:\n  - { name: a, abilities: [query, «recieve»] }\n`,
    codes: ['COLLABORATION_WORD'],
  },
  {
    name: 'two members differ in more than case',
    yaml: `${top}members:\n  - { name: a, abilities: [query] }\n  - { name: «A», abilities: [] }\n  - { name: «a» }\n`,
    codes: ['COLLABORATION_DUPLICATE', 'COLLABORATION_DUPLICATE'],
  },
  {
    name: 'a name does not hide letters',
    yaml: `${top}members:\n  - { name: «"a\\u202eb"», abilities: [query] }\n`,
    codes: ['COLLABORATION_NAME'],
  },
  {
    name: 'a name is not longer than SQL would have it',
    yaml: `${top}members:\n  - { name: «${'x'.repeat(129)}», abilities: [query] }\n`,
    codes: ['COLLABORATION_NAME'],
  },
  {
    name: 'a table has an owner and a source',
    yaml: `${top}${members}tables:\n  - «{ name: t, public: true }»\n`,
    codes: ['COLLABORATION_KEY_MISSING COLLABORATION_KEY_MISSING'],
  },
  {
    name: 'the owner of a table is a member',
    yaml: `${top}${members}tables:\n  - name: t\n    owner: «c»\n${readable}`,
    codes: ['COLLABORATION_MEMBER_UNKNOWN'],
  },
  {
    name: 'two tables differ in more than case, whatever else is wrong with them',
    yaml: `${oneTable(readable)}  - name: «T»\n    owner: «c»\n${readable}`,
    codes: ['COLLABORATION_DUPLICATE', 'COLLABORATION_MEMBER_UNKNOWN'],
  },
  {
    name: 'a public table has no rule',
    yaml: oneTable(
      '    source: { file: t.csv }\n    public: «true»\n    rule: { list: { joinColumns: [a], listColumns: [b] } }\n',
    ),
    codes: ['COLLABORATION_PUBLIC_RULE'],
  },
  {
    name: 'public is true or false',
    yaml: oneTable('    source: { file: t.csv }\n    public: «yes»\n'),
    codes: ['COLLABORATION_TYPE'],
  },
  ...['snowflake', 'bigquery', 'mysql', 'gcs', 'azure', 'athena'].map((kind) => ({
    name: `a source is not in ${kind}`,
    yaml: oneTable(`    source: { «${kind}»: { bucket: b } }\n    public: true\n`),
    codes: ['COLLABORATION_SOURCE_KIND'],
  })),
  {
    name: 'a source is a mapping',
    yaml: oneTable('    source: «t.csv»\n    public: true\n'),
    codes: ['COLLABORATION_TYPE'],
  },
  ...['https://example.org/t.csv', 's3://bucket/t.csv', 'file:///t.csv', '"t\\0.csv"', '" "'].map((path) => ({
    name: `${path} is no path`,
    yaml: oneTable(`    source: { file: «${path}» }\n    public: true\n`),
    codes: ['COLLABORATION_SOURCE_PATH'],
  })),
  {
    name: 'the ending of a path says its format',
    yaml: oneTable('    source: { file: «data/t» }\n    public: true\n'),
    codes: ['COLLABORATION_SOURCE_FORMAT'],
  },
  {
    name: 'a format is of the list',
    yaml: oneTable('    source: { file: data/t, format: «excel» }\n    public: true\n'),
    codes: ['COLLABORATION_WORD'],
  },
  {
    name: 'a table has columns, if it says so',
    yaml: oneTable(`${readable}    columns: «[]»\n`),
    codes: ['COLLABORATION_LIST_LENGTH'],
  },
  {
    name: 'and types, if it says so',
    yaml: oneTable(`${readable}    columns: «{}»\n`),
    codes: ['COLLABORATION_LIST_LENGTH'],
  },
  {
    name: 'columns are no text',
    yaml: oneTable(`${readable}    columns: «all»\n`),
    codes: ['COLLABORATION_TYPE'],
  },
  {
    name: 'two columns differ in more than case',
    yaml: oneTable(`${readable}    columns: [a, b, «A»]\n`),
    codes: ['COLLABORATION_DUPLICATE'],
  },
  {
    name: 'two typed columns differ in more than case',
    yaml: oneTable(`${readable}    columns: { a: INTEGER, «A»: DATE }\n`),
    codes: ['COLLABORATION_DUPLICATE'],
  },
  {
    name: 'a type is one that SQL has here',
    yaml: oneTable(`${readable}    columns: { a: INTEGER, b: «BLOB», c: «4» }\n`),
    codes: ['COLLABORATION_COLUMN_TYPE', 'COLLABORATION_TYPE'],
  },
  {
    name: 'a type cut by a comma is one mistake',
    yaml: oneTable(`${readable}    columns: { a: «DECIMAL(18»,2), b: DATE }\n`),
    codes: ['COLLABORATION_COLUMN_TYPE'],
  },
  {
    name: 'receivers are of tables and members there are',
    yaml: `${oneTable(readable)}receivers: { «u»: [b], t: [«c»] }\n`,
    codes: ['COLLABORATION_TABLE_UNKNOWN', 'COLLABORATION_MEMBER_UNKNOWN'],
  },
])

markedRows(
  [
    {
      name: 'somebody should be able to ask',
      yaml: `${top}members: «[{ name: a, abilities: [receive] }]»\n`,
      codes: ['COLLABORATION_NO_QUERY'],
    },
    {
      name: 'and somebody should get the answer',
      yaml: `${top}members: «[{ name: a, abilities: [query] }]»\n`,
      codes: ['COLLABORATION_NO_RECEIVE'],
    },
    {
      name: 'a word twice in a list is once too often',
      yaml: `${top}members: [{ name: a, abilities: [query, receive, «query»] }]\n`,
      codes: ['COLLABORATION_LISTED_TWICE'],
    },
    {
      name: 'a table without a rule is of no use',
      yaml: `${top}${members}tables:\n  - «name: t»\n    owner: a\n    source: { file: t.csv }\n`,
      codes: ['COLLABORATION_RULE_MISSING'],
    },
    {
      name: 'who may not receive gets nothing as a receiver',
      yaml: `${oneTable(readable)}receivers: { t: [«b»] }\n`,
      codes: ['COLLABORATION_RECEIVER_ABILITY'],
    },
    {
      name: 'what thresholds do not stop is said once in a file',
      yaml: fileWith({
        rule: `
      aggregation:
        aggregateColumns: [{ columnNames: [amount], function: SUM }]
        outputConstraints: [«{ columnName: id, minimum: 2, type: COUNT_DISTINCT }»]`,
        table: `
  - name: more
    owner: owner
    source: { file: more.csv }
    rule:
      custom:
        allowedAnalyses: [ANY_QUERY]
        allowedAnalysisProviders: [analyst]
        aggregationThresholds: [{ identityColumns: [id], minimumIdentityCount: 2 }]
`,
      }),
      codes: ['COLLABORATION_THRESHOLD_ALONE'],
    },
  ],
  'warning',
)

const accepted = [
  { name: 'paths above the file and from the root', rest: '    source: { file: ../t.csv }\n    public: true\n' },
  { name: 'a path of Windows', rest: '    source: { file: C:\\data\\t.parquet }\n    public: true\n' },
  { name: 'a glob', rest: '    source: { file: data/**/t_*.jsonl }\n    public: true\n' },
  {
    name: 'a format where the ending says none',
    rest: '    source: { file: data/t, format: csv }\n    public: true\n',
  },
  {
    name: 'names that SQL must quote',
    rest: `${readable}    columns: { "Größe in m²": DOUBLE, 'a "b" c': DATE, select: BOOLEAN, 7: BIGINT }\n`,
  },
  { name: 'types with numbers in them', rest: `${readable}    columns: { a: "DECIMAL(18,2)", b: VARCHAR(20) }\n` },
  { name: 'types in a block', rest: `${readable}    columns:\n      a: DECIMAL(18,2)\n      b: double precision\n` },
  { name: 'a table that is not public', rest: '    source: { file: t.csv }\n    public: false\n' },
]

for (const { name, rest } of accepted) {
  test(`${name} is accepted`, () => {
    const { collaboration, diagnostics } = readCollaboration(oneTable(rest))
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    )
    assert.equal(collaboration?.tables.length, 1)
  })
}

test('what an owner wrote is said in its name', () => {
  const { diagnostics } = readCollaboration(
    oneTable('    source: { gcs: b }\n    rule: { custom: { allowedAnalyses: [x] } }\n'),
  )
  assert.ok(diagnostics.length > 1)
  for (const { table, owner } of diagnostics) assert.deepEqual({ table, owner }, { table: 't', owner: 'a' })
})

test('a mistake is not also said of what depends on it', () => {
  const file = `version: 1
collaboration: c
members:
  - { name: a, abilities: [query, recieve] }
tables:
  - { name: t, ownr: a, source: { gcs: b }, columns: { x: BLOB }, rule: { list: { joinColumns: [x], listColumns: [y] } } }
receivers: { t: [a] }
templates: [{ name: r, author: a, sql: SELECT x FROM t }]
`
  assert.deepEqual(
    readCollaboration(file).diagnostics.map(({ code }) => code),
    ['COLLABORATION_WORD', 'COLLABORATION_KEY_UNKNOWN', 'COLLABORATION_SOURCE_KIND', 'COLLABORATION_COLUMN_TYPE'],
  )
})

test('of very many mistakes the first are said, and that there are more', () => {
  const { diagnostics } = readCollaboration(
    `${top}${members}${Array.from({ length: 5000 }, (_, i) => `k${i}: 1\n`).join('')}`,
  )
  assert.equal(diagnostics.length, 101)
  assert.equal(diagnostics.at(-1)?.code, 'COLLABORATION_MORE')
})
