import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuleBodyDocument } from '../document/document.ts'
import { importAwsPolicy } from './aws.ts'
import { exportAwsPolicy } from './export-aws.ts'
import { assertSound, assertTold } from './import.suite.ts'
import type { Import, ImportContext } from './import.ts'

const context: ImportContext = {
  members: { '111122223333': 'analyst', '444455556666': 'partner' },
  templates: { 'arn:aws:cleanrooms:t/1': 'reach' },
  columns: ['id', 'email', 'city', 'amount', 'Name'],
}

const aggregation = {
  aggregateColumns: [{ columnNames: ['amount'], function: 'SUM' }],
  joinColumns: ['email'],
  joinRequired: 'QUERY_RUNNER',
  allowedJoinOperators: ['AND', 'OR'],
  dimensionColumns: ['city'],
  scalarFunctions: ['UPPER'],
  outputConstraints: [{ columnName: 'id', minimum: 100, type: 'COUNT_DISTINCT' }],
}
const list = { joinColumns: ['email'], allowedJoinOperators: [], listColumns: ['city'], additionalAnalyses: 'ALLOWED' }
const threshold = {
  identityColumns: ['id'],
  minimumIdentityCount: 50,
  type: 'COUNT_DISTINCT',
  allowedAggregateExpressionType: 'ANY_EXPRESSION',
  outputColumnThresholds: [{ outputColumnName: 'city', minimumIdentityCount: 0 }],
}
const custom = {
  allowedAnalyses: ['ANY_QUERY'],
  allowedAnalysisProviders: ['111122223333'],
  disallowedOutputColumns: ['email'],
  aggregationThresholds: [threshold],
  comparisonControls: { allowedLiteralComparisonColumns: ['city'], allowedColumnComparisonColumns: ['id'] },
}
const here = { ...custom, allowedAnalysisProviders: ['analyst'] }

const rows: readonly {
  readonly name: string
  readonly policy: unknown
  /** The rule's body; undefined where there is none. */
  readonly rule: unknown
  readonly complete?: boolean
  /** `outcome subject` of what is not kept as it is. */
  readonly told?: readonly string[]
}[] = [
  { name: 'an aggregation policy', policy: { v1: { aggregation } }, rule: { aggregation } },
  { name: 'a list policy', policy: { v1: { list } }, rule: { list } },
  {
    name: 'a custom policy',
    policy: { v1: { custom } },
    rule: { custom: here },
    told: ['changed allowedAnalysisProviders 111122223333'],
  },
  { name: 'a body alone', policy: aggregation, rule: { aggregation } },
  {
    name: 'an answer of the API',
    policy: {
      analysisRule: {
        configuredTableId: 'x',
        configuredTableArn: 'arn',
        type: 'LIST',
        policy: { v1: { list } },
        createTime: 1700000000,
        updateTime: 1700000000,
      },
    },
    rule: { list },
    told: ['changed configuredTableId', 'changed configuredTableArn', 'changed createTime', 'changed updateTime'],
  },
  {
    name: 'a request of the API',
    policy: { configuredTableIdentifier: 'x', analysisRuleType: 'LIST', analysisRulePolicy: { v1: { list } } },
    rule: { list },
    told: ['changed configuredTableIdentifier'],
  },
  {
    name: 'differential privacy',
    policy: {
      v1: {
        custom: {
          ...custom,
          aggregationThresholds: undefined,
          comparisonControls: undefined,
          differentialPrivacy: { columns: [{ name: 'id' }] },
        },
      },
    },
    rule: {
      custom: {
        allowedAnalyses: ['ANY_QUERY'],
        allowedAnalysisProviders: ['analyst'],
        disallowedOutputColumns: ['email'],
        differentialPrivacy: { columns: [{ name: 'id' }] },
      },
    },
    told: ['changed allowedAnalysisProviders 111122223333', 'changed differentialPrivacy'],
  },
  {
    name: 'columns that are spelled in another case',
    policy: { list: { joinColumns: ['email'], listColumns: ['name'] } },
    rule: { list: { joinColumns: ['email'], listColumns: ['Name'] } },
    told: ['changed listColumns name'],
  },
  {
    name: 'templates by their identifiers; one that is not known is not allowed',
    policy: { custom: { allowedAnalyses: ['arn:aws:cleanrooms:t/1', 'arn:aws:cleanrooms:t/2'] } },
    rule: { custom: { allowedAnalyses: ['reach'] } },
    complete: false,
    told: ['changed allowedAnalyses arn:aws:cleanrooms:t/1', 'not-expressed allowedAnalyses arn:aws:cleanrooms:t/2'],
  },
  {
    name: 'code, which is not allowed',
    policy: { custom: { allowedAnalyses: ['ANY_QUERY', 'ANY_JOB'], allowedAnalysisProviders: ['444455556666'] } },
    rule: { custom: { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['partner'] } },
    complete: false,
    told: ['not-expressed allowedAnalyses ANY_JOB', 'changed allowedAnalysisProviders 444455556666'],
  },
  {
    name: 'providers nobody knows, so that nothing may run',
    policy: { custom: { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['999'] } },
    rule: { custom: { allowedAnalyses: [] } },
    complete: false,
    told: ['not-expressed allowedAnalysisProviders 999', 'not-expressed allowedAnalyses'],
  },
  {
    name: 'a function nobody knows',
    policy: { aggregation: { ...aggregation, scalarFunctions: ['UPPER', 'EVAL'] } },
    rule: { aggregation },
    complete: false,
    told: ['not-expressed scalarFunctions EVAL'],
  },
  {
    name: 'additional analyses of an aggregation rule, which there are none of',
    policy: { aggregation: { ...aggregation, additionalAnalyses: 'ALLOWED' } },
    rule: { aggregation: { ...aggregation, additionalAnalyses: 'NOT_ALLOWED' } },
    told: ['changed additionalAnalyses'],
  },
  {
    name: 'results that may only feed another analysis',
    policy: { aggregation: { ...aggregation, additionalAnalyses: 'REQUIRED' } },
    rule: undefined,
    told: ['not-expressed rule', 'not-expressed rule'],
  },
  {
    name: 'an unknown restriction, so there is no rule',
    policy: { list: { ...list, requireOverlap: true } },
    rule: undefined,
    told: ['not-expressed requireOverlap', 'not-expressed rule'],
  },
  {
    name: 'an unknown key beside the policy, so there is no rule',
    policy: { v1: { list }, collaborationPolicy: {} },
    rule: undefined,
    told: ['not-expressed collaborationPolicy', 'not-expressed rule'],
  },
  {
    name: 'a type that is not the policy’s',
    policy: { type: 'CUSTOM', policy: { v1: { list } } },
    rule: undefined,
    told: ['not-expressed type', 'not-expressed rule'],
  },
  {
    name: 'a mapping table’s rule',
    policy: { v1: { idMappingTable: {} } },
    rule: undefined,
    told: ['not-expressed idMappingTable', 'not-expressed policy', 'not-expressed rule'],
  },
  {
    name: 'two policies at once',
    policy: { v1: { list, aggregation } },
    rule: undefined,
    told: ['not-expressed list', 'not-expressed aggregation', 'not-expressed rule'],
  },
  {
    name: 'a minimum of one',
    policy: { aggregation: { ...aggregation, outputConstraints: [{ columnName: 'id', minimum: 1 }] } },
    rule: undefined,
    told: ['not-expressed rule', 'not-expressed rule'],
  },
  {
    name: 'a column the table does not have',
    policy: { list: { joinColumns: ['phone'], listColumns: [] } },
    rule: undefined,
    told: ['not-expressed rule', 'not-expressed rule'],
  },
]

/** What is not kept for a reason of its own. */
const notKept = ({ report }: Import): readonly string[] =>
  report
    .filter(({ outcome, message }) => outcome !== 'kept' && !message.startsWith('it could be kept'))
    .map(({ outcome, subject }) => `${outcome} ${subject}`)

for (const { name, policy, rule, told = [], complete = rule !== undefined } of rows) {
  test(`AWS: ${name}`, () => {
    const found = importAwsPolicy(JSON.stringify(policy), context)
    assert.deepEqual(found.table.rule, rule === undefined ? undefined : JSON.parse(JSON.stringify(rule)))
    assert.equal(found.isComplete, complete)
    assert.deepEqual(notKept(found), told)
    assertSound(found, context)
    assertTold(found)
  })
}

test('AWS: every key of a policy is in the report', () => {
  const { report } = importAwsPolicy(JSON.stringify({ v1: { custom } }), context)
  const subjects = report.map(({ subject }) => subject.split(' ')[0])
  for (const key of Object.keys(custom)) assert.ok(subjects.includes(key), key)
})

test('AWS: a key that is there twice is refused, because JSON readers take one of the two', () => {
  const found = importAwsPolicy('{"list":{"joinColumns":["email"],"listColumns":[],"listColumns":["city"]}}', context)
  assert.equal(found.table.rule, undefined)
  assert.deepEqual(notKept(found), ['not-expressed listColumns', 'not-expressed rule'])
})

test('AWS: what is written for it is read back', () => {
  const names = {
    members: { analyst: '111122223333', partner: '444455556666' },
    templates: { reach: 'arn:aws:cleanrooms:t/1' },
  }
  const rules = [{ aggregation }, { list }, { custom: here }, { v1: { list } }] as unknown as RuleBodyDocument[]
  for (const rule of rules) {
    const { analysisRuleType, analysisRulePolicy, report } = exportAwsPolicy(rule, names)
    assert.deepEqual(report, [])
    const back = importAwsPolicy(JSON.stringify({ analysisRuleType, analysisRulePolicy }), context)
    assert.deepEqual(back.table.rule, 'v1' in rule ? rule.v1 : rule)
    assert.ok(back.isComplete)
  }
})

test('AWS: lists that it demands are written, and names it does not know are left out', () => {
  const { analysisRulePolicy, report } = exportAwsPolicy({
    custom: {
      allowedAnalyses: ['reach'],
      comparisonControls: {},
      aggregationThresholds: [{ identityColumns: ['id'], minimumIdentityCount: 2 }],
    },
  })
  assert.deepEqual(analysisRulePolicy.v1, {
    custom: {
      allowedAnalyses: [],
      comparisonControls: { allowedLiteralComparisonColumns: [], allowedColumnComparisonColumns: [] },
      aggregationThresholds: [{ identityColumns: ['id'], minimumIdentityCount: 2, type: 'COUNT_DISTINCT' }],
    },
  })
  assert.deepEqual(
    report.map(({ subject }) => subject),
    ['allowedAnalyses reach'],
  )
})

test('AWS: where there is no rule nothing is kept', () => {
  const { report } = importAwsPolicy(JSON.stringify({ list: { ...list, requireOverlap: true } }), context)
  assert.deepEqual(
    report.filter(({ outcome }) => outcome === 'kept'),
    [],
  )
})
