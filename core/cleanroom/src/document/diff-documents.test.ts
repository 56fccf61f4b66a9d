import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Change, diffDocuments } from './diff-documents.ts'
import { documents } from './document.fixture.ts'
import type { CollaborationDocument, RuleDocument, TableDocument } from './document.ts'
import { readDocument } from './read-document.ts'
import { renderDiff } from './render-diff.ts'
import { writeDocument } from './write-document.ts'

const members = [{ name: 'owner' }, { name: 'analyst', abilities: ['query', 'receive'] as const }]
const source = { file: 't.csv' }

const file = (parts: Partial<CollaborationDocument>): CollaborationDocument => ({
  version: 1,
  collaboration: 'c',
  members,
  ...parts,
})
const table = (parts: Partial<TableDocument>): CollaborationDocument =>
  file({ tables: [{ name: 't', owner: 'owner', source, ...parts }] })
const ruled = (rule: RuleDocument): CollaborationDocument => table({ rule })

const aggregation = {
  aggregateColumns: [{ columnNames: ['id'], function: 'COUNT_DISTINCT' as const }],
  dimensionColumns: ['city'],
  outputConstraints: [{ columnName: 'id', minimum: 100, type: 'COUNT_DISTINCT' as const }],
}
const custom = { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['analyst'] }
const threshold = { identityColumns: ['id'], minimumIdentityCount: 100 }
const budget = { owner: 'owner', epsilon: 4 }
const template = { name: 'reach', author: 'analyst', sql: 'SELECT 1\nFROM t' }

const said = ({ kind, object, name, path, effect }: Change): string =>
  [kind, object, name, path, effect].filter((word) => word !== '').join(' ')

type Row = {
  readonly name: string
  readonly before: CollaborationDocument
  readonly after: CollaborationDocument
  readonly changes: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'order decides nothing',
    before: table({ columns: ['a', 'b'], purposes: ['x', 'y'] }),
    after: table({ purposes: ['y', 'x'], columns: ['b', 'a'] }),
    changes: [],
  },
  {
    name: 'defaults are no difference',
    before: file({ budgets: [budget], tables: [{ name: 't', owner: 'owner', source, rule: { aggregation } }] }),
    after: file({
      budgets: [{ ...budget, delta: 1e-6, refresh: 'none', accounting: 'zcdp' }],
      tables: [
        {
          name: 't',
          owner: 'owner',
          source,
          public: false,
          rule: { v1: { aggregation: { ...aggregation, joinColumns: [], allowedJoinOperators: ['AND'] } } },
        },
      ],
    }),
    changes: [],
  },
  {
    name: 'a lower minimum loosens',
    before: ruled({ aggregation }),
    after: ruled({ aggregation: { ...aggregation, outputConstraints: [{ columnName: 'id', minimum: 50 }] } }),
    changes: ['changed table t rule.aggregation.outputConstraints.id loosens'],
  },
  {
    name: 'another constraint tightens',
    before: ruled({ aggregation }),
    after: ruled({
      aggregation: {
        ...aggregation,
        outputConstraints: [...aggregation.outputConstraints, { columnName: 'city', minimum: 2 }],
      },
    }),
    changes: ['added table t rule.aggregation.outputConstraints.city tightens'],
  },
  {
    name: 'further columns loosen, fewer tighten',
    before: ruled({ aggregation }),
    after: ruled({ aggregation: { ...aggregation, dimensionColumns: ['age'], joinColumns: ['id'] } }),
    changes: [
      'added table t rule.aggregation.joinColumns loosens',
      'removed table t rule.aggregation.dimensionColumns tightens',
      'added table t rule.aggregation.dimensionColumns loosens',
    ],
  },
  {
    name: 'a join that is required tightens, and OR loosens',
    before: ruled({ aggregation }),
    after: ruled({
      aggregation: { ...aggregation, joinRequired: 'QUERY_RUNNER', allowedJoinOperators: ['AND', 'OR'] },
    }),
    changes: [
      'added table t rule.aggregation.joinRequired tightens',
      'added table t rule.aggregation.allowedJoinOperators loosens',
    ],
  },
  {
    name: 'another kind of rule may do anything',
    before: ruled({ aggregation }),
    after: ruled({ custom }),
    changes: ['changed table t rule unknown'],
  },
  {
    name: 'a first rule loosens',
    before: table({}),
    after: ruled({ custom }),
    changes: ['added table t rule loosens'],
  },
  {
    name: 'forbidden columns tighten',
    before: ruled({ custom }),
    after: ruled({ custom: { ...custom, disallowedOutputColumns: ['id'] } }),
    changes: ['added table t rule.custom.disallowedOutputColumns tightens'],
  },
  {
    name: 'thresholds, controls and differential privacy tighten where they are added',
    before: ruled({ custom }),
    after: ruled({
      custom: {
        ...custom,
        aggregationThresholds: [threshold],
        comparisonControls: { allowedColumnComparisonColumns: ['id'] },
        differentialPrivacy: { columns: [{ name: 'id' }] },
      },
    }),
    changes: [
      'added table t rule.custom.aggregationThresholds tightens',
      'added table t rule.custom.comparisonControls tightens',
      'added table t rule.custom.differentialPrivacy tightens',
    ],
  },
  {
    name: 'a column that may be compared loosens',
    before: ruled({ custom: { ...custom, comparisonControls: {} } }),
    after: ruled({ custom: { ...custom, comparisonControls: { allowedLiteralComparisonColumns: ['city'] } } }),
    changes: ['added table t rule.custom.comparisonControls.allowedLiteralComparisonColumns loosens'],
  },
  {
    name: 'a column’s own number is held against that of the row',
    before: ruled({ custom: { ...custom, aggregationThresholds: [threshold] } }),
    after: ruled({
      custom: {
        ...custom,
        aggregationThresholds: [
          {
            ...threshold,
            allowedAggregateExpressionType: 'ANY_EXPRESSION',
            outputColumnThresholds: [
              { outputColumnName: 'city', minimumIdentityCount: 0 },
              { outputColumnName: 'age', minimumIdentityCount: 500 },
            ],
          },
        ],
      },
    }),
    changes: [
      'changed table t rule.custom.aggregationThresholds.allowedAggregateExpressionType loosens',
      'added table t rule.custom.aggregationThresholds.outputColumnThresholds.city loosens',
      'added table t rule.custom.aggregationThresholds.outputColumnThresholds.age tightens',
    ],
  },
  {
    name: 'a list of columns tightens where there was none',
    before: table({}),
    after: table({ columns: ['id'] }),
    changes: ['added table t columns tightens'],
  },
  {
    name: 'a further allowed column loosens',
    before: table({ columns: { id: 'VARCHAR' } }),
    after: table({ columns: { id: 'INTEGER', age: 'INTEGER' } }),
    changes: ['changed table t columns.id unknown', 'added table t columns.age loosens'],
  },
  {
    name: 'fewer runs and purposes tighten',
    before: table({ accessBudget: [{ per: 'day', runs: 9 }], purposes: ['x', 'y'] }),
    after: table({ accessBudget: [{ per: 'day', runs: 5, refresh: false }], purposes: ['x'] }),
    changes: [
      'changed table t accessBudget.day.runs tightens',
      'changed table t accessBudget.day.refresh tightens',
      'removed table t purposes tightens',
    ],
  },
  {
    name: 'a table without bounds loosens',
    before: table({ accessBudget: [{ per: 'day', runs: 9 }], purposes: ['x'] }),
    after: table({ public: true }),
    changes: [
      'added table t public loosens',
      'removed table t accessBudget.day loosens',
      'removed table t purposes loosens',
    ],
  },
  {
    name: 'stronger isolation tightens',
    before: table({ purposes: ['x'] }),
    after: table({ purposes: ['x'], minimumIsolation: 'sandbox' }),
    changes: ['changed table t minimumIsolation tightens'],
  },
  {
    name: 'the weakest isolation is what holds without any',
    before: table({ purposes: ['x'], minimumIsolation: 'process' }),
    after: table({ purposes: ['x'] }),
    changes: [],
  },
  {
    name: 'other rows may be anything',
    before: table({ privacy: { unit: 'id', maxRowsPerGroup: 2 } }),
    after: table({ privacy: { unit: ['id'], maxRowsPerGroup: 3 }, source: { file: 'u.csv' } }),
    changes: ['changed table t source unknown', 'changed table t privacy.maxRowsPerGroup unknown'],
  },
  {
    name: 'a larger budget loosens, a cap tightens',
    before: file({ budgets: [budget] }),
    after: file({
      budgets: [
        {
          ...budget,
          epsilon: 5,
          refresh: 'calendar-month',
          maxEpsilonPerQuery: 1,
          members: { analyst: { epsilon: 2 } },
        },
      ],
    }),
    changes: [
      'changed budget owner epsilon loosens',
      'changed budget owner refresh loosens',
      'added budget owner maxEpsilonPerQuery tightens',
      'added budget owner members.analyst.epsilon tightens',
    ],
  },
  {
    name: 'a price is the same either way it is written',
    before: file({ budgets: [{ ...budget, usersNoisePerQuery: 30 }] }),
    after: file({ budgets: [{ ...budget, perQuery: { noise: { users: 30 } } }] }),
    changes: [],
  },
  {
    name: 'receivers restrict',
    before: table({}),
    after: { ...table({}), receivers: { t: ['analyst'] } },
    changes: ['added receivers t tightens'],
  },
  {
    name: 'a further receiver loosens',
    before: { ...table({}), receivers: { t: [] } },
    after: { ...table({}), receivers: { t: ['analyst'] } },
    changes: ['added receivers t members loosens'],
  },
  {
    name: 'members and abilities',
    before: file({ members: [{ name: 'owner' }, { name: 'old' }] }),
    after: file({
      members: [
        { name: 'owner', abilities: ['query', 'pay'] },
        { name: 'new', abilities: ['receive'] },
      ],
    }),
    changes: [
      'added member owner abilities loosens',
      'added member owner abilities neither',
      'removed member old neither',
      'added member new loosens',
    ],
  },
  {
    name: 'templates',
    before: file({ templates: [template, { ...template, name: 'old' }] }),
    after: file({
      templates: [
        { ...template, sql: 'SELECT 2\nFROM t', description: 'reach', reviewers: 2, kind: 'activation' },
        { ...template, name: 'new', kind: 'query' },
      ],
    }),
    changes: [
      'changed template reach sql unknown',
      'added template reach description neither',
      'changed template reach reviewers tightens',
      'added template reach kind unknown',
      'removed template old tightens',
      'added template new unknown',
    ],
  },
  {
    name: 'tables come and go',
    before: table({ public: true }),
    after: file({ tables: [{ name: 'u', owner: 'owner', source }] }),
    changes: ['removed table t tightens', 'added table u neither'],
  },
]

const opposites = { loosens: 'tightens', tightens: 'loosens', neither: 'neither', unknown: 'unknown' } as const
const kinds = { added: 'removed', removed: 'added', changed: 'changed' } as const

/** The changes back again, but for templates, of which one more is not the opposite of one less. */
function assertMirrored(before: CollaborationDocument, after: CollaborationDocument): void {
  const isWhole = ({ object, path }: Change): boolean => object === 'template' && path === ''
  const there = diffDocuments(before, after).filter((change) => !isWhole(change))
  const back = diffDocuments(after, before).filter((change) => !isWhole(change))
  const mirrored = there.map((change) =>
    said({ ...change, kind: kinds[change.kind], effect: opposites[change.effect] }),
  )
  assert.deepEqual(back.map(said).toSorted(), mirrored.toSorted())
}

for (const { name, before, after, changes } of rows) {
  test(name, () => {
    assert.deepEqual(diffDocuments(before, after).map(said), changes)
    assertMirrored(before, after)
  })
}

test('each change says whose object it is', () => {
  const before = { ...table({ public: true }), budgets: [budget], templates: [template] }
  const after = { ...file({}), receivers: { t: ['analyst'] } }
  assert.deepEqual(
    diffDocuments(before, { ...after, tables: before.tables ?? [] }).map(({ object, owner }) => `${object} ${owner}`),
    ['budget owner', 'receivers owner', 'template analyst'],
  )
})

test('a document does not differ from itself, nor from itself written down and read', () => {
  fc.assert(
    fc.property(documents, (document) => {
      assert.deepEqual(diffDocuments(document, structuredClone(document)), [])
      const { document: read } = readDocument(writeDocument(document))
      if (read !== undefined) assert.deepEqual(diffDocuments(document, read), [])
    }),
    { numRuns: 60 },
  )
})

test('what loosens there tightens back', () => {
  fc.assert(fc.property(documents, documents, assertMirrored), { numRuns: 60 })
})

test('a diff reads like a plan', () => {
  const before = { ...ruled({ aggregation }), templates: [template] }
  const after = {
    ...ruled({
      aggregation: {
        ...aggregation,
        outputConstraints: [{ columnName: 'id', minimum: 50 }],
        dimensionColumns: ['city', 'age'],
      },
    }),
    budgets: [{ ...budget, members: { analyst: { epsilon: 2 } } }],
    templates: [{ ...template, sql: 'SELECT 1, 2\nFROM t' }],
  }
  assert.equal(
    renderDiff(diffDocuments(before, after)),
    `~ table t (owner)
  + rule.aggregation.dimensionColumns: age  [loosens]
  ~ rule.aggregation.outputConstraints.id: 100 -> 50  [loosens]
+ budget owner  [loosens]
    epsilon: 4
    members: { analyst: { epsilon: 2 } }
~ template reach (analyst)
  ~ sql:  [may loosen]
      - SELECT 1
      + SELECT 1, 2
        FROM t
`,
  )
})

test('no change renders as nothing', () => {
  assert.equal(renderDiff([]), '')
})

test('what a terminal would act on is escaped', () => {
  const rendered = renderDiff(diffDocuments(file({}), file({ members: [...members, { name: '\u001b[31mevil\n+ x' }] })))
  assert.match(rendered, /^\+ member "/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(rendered, /\u001b|\n\+ x/)
})

test('a diff of any two documents is lines with signs', () => {
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      for (const line of renderDiff(diffDocuments(before, after)).split('\n')) assert.match(line, /^([-+~] | {2})|^$/)
    }),
    { numRuns: 60 },
  )
})
