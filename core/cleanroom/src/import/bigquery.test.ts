import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importBigQueryPrivacyPolicy } from './bigquery.ts'
import { assertSound, assertTold } from './import.suite.ts'
import type { ImportContext } from './import.ts'

const context: ImportContext = { providers: ['analyst'], columns: ['last_name', 'test_id', 'test_score'] }
const asking = { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['analyst'] }
const threshold = { threshold: 3, privacy_unit_column: 'last_name' }
const three = { identityColumns: ['last_name'], minimumIdentityCount: 3, type: 'COUNT_DISTINCT' }
const privacy = {
  privacy_unit_column: 'last_name',
  max_epsilon_per_query: 10,
  epsilon_budget: 25.6,
  delta_per_query: 0.01,
  delta_budget: 9.6,
  max_groups_contributed: 2,
}
const join = (join_condition: string, ...join_allowed_columns: readonly string[]) => ({
  join_restriction_policy: { join_condition, join_allowed_columns },
})

const rows: readonly {
  readonly name: string
  readonly policy: unknown
  readonly rule: unknown
  readonly privacy?: unknown
  readonly budgets?: unknown
}[] = [
  {
    name: 'a threshold',
    policy: { aggregation_threshold_policy: threshold },
    rule: { custom: { ...asking, aggregationThresholds: [three] } },
  },
  {
    name: 'a threshold of one, which is two here',
    policy: { aggregation_threshold_policy: { ...threshold, threshold: 1 } },
    rule: { custom: { ...asking, aggregationThresholds: [{ ...three, minimumIdentityCount: 2 }] } },
  },
  {
    name: 'differential privacy with its budget',
    policy: { differential_privacy_policy: privacy },
    rule: { custom: { ...asking, differentialPrivacy: { columns: [{ name: 'last_name' }] } } },
    privacy: { unit: 'last_name', maxGroupsContributed: 2 },
    budgets: [{ epsilon: 20, delta: 0.01, refresh: 'none', maxEpsilonPerQuery: 10 }],
  },
  {
    name: 'a small budget, as it is',
    policy: {
      differential_privacy_policy: {
        privacy_unit_column: 'LAST_NAME',
        epsilon_budget: 2,
        max_epsilon_per_query: 5,
        delta_budget: 1e-5,
      },
    },
    rule: { custom: { ...asking, differentialPrivacy: { columns: [{ name: 'last_name' }] } } },
    privacy: { unit: 'last_name' },
    budgets: [{ epsilon: 2, delta: 1e-5, refresh: 'none', maxEpsilonPerQuery: 2 }],
  },
  {
    name: 'an overlap',
    policy: join('JOIN_ANY', 'test_id'),
    rule: { list: { joinColumns: ['test_id'], listColumns: ['last_name', 'test_score'] } },
  },
  {
    name: 'an overlap on all of one column',
    policy: join('JOIN_ALL', 'test_id'),
    rule: { list: { joinColumns: ['test_id'], listColumns: ['last_name', 'test_score'] } },
  },
  {
    name: 'an overlap on all of two columns, which there is not',
    policy: join('JOIN_ALL', 'test_id', 'test_score'),
    rule: undefined,
  },
  {
    name: 'a required join under a threshold',
    policy: { aggregation_threshold_policy: threshold, ...join('JOIN_ANY', 'test_id') },
    rule: {
      aggregation: {
        aggregateColumns: [{ columnNames: ['last_name'], function: 'COUNT_DISTINCT' }],
        joinColumns: ['test_id'],
        joinRequired: 'QUERY_RUNNER',
        dimensionColumns: ['test_score'],
        scalarFunctions: [],
        outputConstraints: [{ columnName: 'last_name', minimum: 3, type: 'COUNT_DISTINCT' }],
      },
    },
  },
  {
    name: 'joins that are restricted to columns, under a threshold',
    policy: { aggregation_threshold_policy: threshold, ...join('JOIN_NOT_REQUIRED', 'test_id') },
    rule: {
      custom: {
        ...asking,
        aggregationThresholds: [three],
        comparisonControls: {
          allowedLiteralComparisonColumns: ['test_id', 'test_score'],
          allowedColumnComparisonColumns: ['test_id'],
        },
      },
    },
  },
  {
    name: 'no joins',
    policy: join('JOIN_BLOCKED'),
    rule: {
      custom: {
        ...asking,
        comparisonControls: {
          allowedLiteralComparisonColumns: ['last_name', 'test_id', 'test_score'],
          allowedColumnComparisonColumns: [],
        },
      },
    },
  },
  {
    name: 'differential privacy without a budget',
    policy: { differential_privacy_policy: { privacy_unit_column: 'last_name' } },
    rule: undefined,
  },
  {
    name: 'differential privacy with a required join',
    policy: { differential_privacy_policy: privacy, ...join('JOIN_ANY', 'test_id') },
    rule: undefined,
  },
  {
    name: 'differential privacy with restricted joins',
    policy: { differential_privacy_policy: privacy, ...join('JOIN_BLOCKED') },
    rule: undefined,
  },
  {
    name: 'two unit columns',
    policy: { aggregation_threshold_policy: { threshold: 3, privacy_unit_column: ['a', 'b'] } },
    rule: undefined,
  },
  { name: 'an unknown policy', policy: { aggregation_threshold_policy: threshold, row_policy: {} }, rule: undefined },
  { name: 'an unknown key', policy: { aggregation_threshold_policy: { ...threshold, except: 'x' } }, rule: undefined },
  { name: 'an unknown condition', policy: join('JOIN_SOME', 'test_id'), rule: undefined },
  { name: 'a condition without columns', policy: join('JOIN_NOT_REQUIRED'), rule: undefined },
  {
    name: 'a threshold that is none',
    policy: { aggregation_threshold_policy: { ...threshold, threshold: '3' } },
    rule: undefined,
  },
  { name: 'nothing', policy: {}, rule: undefined },
]

for (const { name, policy, rule, privacy: facts, budgets = [] } of rows) {
  test(`BigQuery: ${name}`, () => {
    const found = importBigQueryPrivacyPolicy(JSON.stringify(policy), context)
    assert.deepEqual(found.table.rule, rule)
    assert.deepEqual(found.table.privacy, facts)
    assert.deepEqual(found.budgets, budgets)
    assert.equal(found.isComplete, rule !== undefined)
    assertSound(found, context)
    assertTold(found)
  })
}

const json = JSON.stringify({ aggregation_threshold_policy: threshold })
const rule = { custom: { ...asking, aggregationThresholds: [three] } }

const statements: readonly { readonly name: string; readonly sql: string; readonly told: readonly string[] }[] = [
  {
    name: 'CREATE VIEW',
    sql: `CREATE OR REPLACE VIEW mydataset.ExamView\nOPTIONS (\n  privacy_policy = '${json}'\n) AS SELECT * FROM t WHERE a / b > 1; -- it's`,
    told: ['AS'],
  },
  { name: 'ALTER VIEW', sql: `ALTER VIEW \`p.d.ExamView\` SET OPTIONS (privacy_policy = r"""${json}""");`, told: [] },
  {
    name: 'escapes and other options',
    sql: `CREATE VIEW ExamView(last_name, test_id) OPTIONS (description = 'a', privacy_policy = "${json.replaceAll('"', '\\"')}")`,
    told: ['description'],
  },
]

for (const { name, sql, told } of statements) {
  test(`BigQuery: a policy in ${name}`, () => {
    const found = importBigQueryPrivacyPolicy(sql, context)
    assert.equal(found.table.name, 'ExamView')
    assert.deepEqual(found.table.rule, rule)
    assert.deepEqual(
      found.report.filter(({ outcome }) => outcome === 'not-expressed').map(({ subject }) => subject),
      told,
    )
    assertSound(found, context)
  })
}

for (const sql of [
  'CREATE TABLE t (a INT64)',
  `CREATE VIEW v AS SELECT 1`,
  `CREATE VIEW v OPTIONS (privacy_policy = '${json}', privacy_policy = '{}') AS SELECT 1`,
  `CREATE VIEW v OPTIONS (privacy_policy = '${json}') WITH x`,
  `CREATE VIEW v OPTIONS (privacy_policy = '${json} AS SELECT 1`,
  `CREATE VIEW v OPTIONS (privacy_policy = CONCAT('${json}', '')) AS SELECT 1`,
  `CREATE VIEW v OPTIONS (privacy_policy = NULL)`,
]) {
  test(`BigQuery: no rule comes of ${sql.slice(0, 60)}`, () => {
    const found = importBigQueryPrivacyPolicy(sql, context)
    assert.equal(found.table.rule, undefined)
    assert.equal(found.isComplete, false)
  })
}

test('BigQuery: nobody may ask until somebody is named', () => {
  const found = importBigQueryPrivacyPolicy(json, { columns: context.columns ?? [] })
  assert.deepEqual(found.table.rule, { custom: { allowedAnalyses: [], aggregationThresholds: [three] } })
  assert.equal(found.isComplete, false)
})
