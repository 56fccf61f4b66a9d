import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertSound, assertTold } from './import.suite.ts'
import type { ImportContext } from './import.ts'
import { importSnowflakePolicies } from './snowflake.ts'

const context: ImportContext = {
  providers: ['analyst'],
  columns: { user_id: 'VARCHAR', email: 'VARCHAR', state: 'VARCHAR', age: 'INTEGER', Vendor: 'VARCHAR' },
}
const asking = { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['analyst'] }
const atLeast = (minimumIdentityCount: number) => [
  { identityColumns: ['user_id'], minimumIdentityCount, type: 'COUNT_DISTINCT' },
]

const aggregation =
  'CREATE AGGREGATION POLICY ap AS () RETURNS AGGREGATION_CONSTRAINT -> AGGREGATION_CONSTRAINT(MIN_GROUP_SIZE => 5);'
const attached = 'ALTER TABLE db.public.t SET AGGREGATION POLICY db.public.ap ENTITY KEY (user_id);'
const projection =
  "CREATE PROJECTION POLICY pp AS () RETURNS PROJECTION_CONSTRAINT -> PROJECTION_CONSTRAINT(ALLOW => false, ENFORCEMENT => 'NULLIFY');"
const hidden = 'ALTER TABLE t MODIFY COLUMN email SET PROJECTION POLICY pp;'
const join = 'CREATE JOIN POLICY jp AS () RETURNS JOIN_CONSTRAINT -> JOIN_CONSTRAINT(JOIN_REQUIRED => TRUE);'
const joined = 'ALTER TABLE t SET JOIN POLICY jp ALLOWED JOIN KEYS (email);'
const privacy = `CREATE OR REPLACE PRIVACY POLICY pv AS () RETURNS PRIVACY_BUDGET ->
  CASE WHEN CURRENT_USER() = 'OWNER' THEN NO_PRIVACY_POLICY()
       ELSE PRIVACY_BUDGET(BUDGET_NAME => 'analysts', BUDGET_LIMIT => 233, MAX_BUDGET_PER_AGGREGATE => 0.5, BUDGET_WINDOW => 'Weekly') END;`
const guarded = 'ALTER TABLE t ADD PRIVACY POLICY pv ENTITY KEY (user_id);'

const rows: readonly {
  readonly name: string
  readonly sql: string
  readonly rule: unknown
  readonly privacy?: unknown
  readonly budgets?: unknown
  readonly complete?: boolean
  readonly told?: RegExp
}[] = [
  {
    name: 'an aggregation policy with an entity key',
    sql: `-- ours\n${aggregation}\n/* now */ ${attached}`,
    rule: { custom: { ...asking, aggregationThresholds: atLeast(5) } },
    told: /fewer than 5 are withheld/,
  },
  {
    name: 'a condition on roles, whose strictest branch is everybody’s',
    sql: `CREATE AGGREGATION POLICY ap AS () RETURNS AGGREGATION_CONSTRAINT ->
      CASE WHEN CURRENT_ROLE() = 'ADMIN' THEN NO_AGGREGATION_CONSTRAINT()
           WHEN CURRENT_ACCOUNT() IN ('A', 'B') THEN AGGREGATION_CONSTRAINT(MIN_GROUP_SIZE => 50)
           ELSE AGGREGATION_CONSTRAINT(MIN_GROUP_SIZE => 5) END COMMENT = 'x'; ${attached}`,
    rule: { custom: { ...asking, aggregationThresholds: atLeast(50) } },
    told: /WHEN CURRENT_ROLE\(\) = 'ADMIN'/,
  },
  {
    name: 'a group size of one, which is two here',
    sql: `${aggregation.replace('5', '1')} ${attached}`,
    rule: { custom: { ...asking, aggregationThresholds: atLeast(2) } },
  },
  {
    name: 'a column that is not projected',
    sql: `${projection} ${hidden}`,
    rule: { custom: { ...asking, disallowedOutputColumns: ['email'] } },
    told: /refused, not answered with NULL/,
  },
  {
    name: 'a projection that is allowed',
    sql: `${projection.replace('false', 'TRUE')} ${hidden} ${aggregation} ${attached.replace('db.public.t', 't')}`,
    rule: { custom: { ...asking, aggregationThresholds: atLeast(5) } },
  },
  {
    name: 'a required join alone, which is an overlap',
    sql: `${join} ${joined}`,
    rule: { list: { joinColumns: ['email'], listColumns: ['user_id', 'state', 'age', 'Vendor'] } },
  },
  {
    name: 'a required join under an aggregation policy, and a hidden column',
    sql: `${aggregation} ${attached} ${join} ${joined} ${projection} ${hidden.replace('email', '"Vendor"')}`,
    rule: {
      aggregation: {
        aggregateColumns: [{ columnNames: ['user_id'], function: 'COUNT_DISTINCT' }],
        joinColumns: ['email'],
        joinRequired: 'QUERY_RUNNER',
        dimensionColumns: ['state', 'age'],
        scalarFunctions: [],
        outputConstraints: [{ columnName: 'user_id', minimum: 5, type: 'COUNT_DISTINCT' }],
      },
    },
  },
  {
    name: 'joins that are restricted to keys',
    sql: `${join.replace('TRUE', 'FALSE')} ${joined} ${aggregation} ${attached}`,
    rule: {
      custom: {
        ...asking,
        aggregationThresholds: atLeast(5),
        comparisonControls: {
          allowedLiteralComparisonColumns: ['email', 'state', 'age', 'Vendor'],
          allowedColumnComparisonColumns: ['email'],
        },
      },
    },
  },
  {
    name: 'a privacy policy with domains',
    sql: `${privacy} ${guarded}
      ALTER TABLE t ALTER COLUMN age SET PRIVACY DOMAIN BETWEEN (0, 120);
      ALTER TABLE t ALTER COLUMN state SET PRIVACY DOMAIN IN ('CA', 'N''Y');`,
    rule: { custom: { ...asking, differentialPrivacy: { columns: [{ name: 'user_id' }] } } },
    privacy: { unit: 'user_id', columns: { age: { range: [0, 120] }, state: { values: ['CA', "N'Y"] } } },
    budgets: [{ epsilon: 20, refresh: 'calendar-month', maxEpsilonPerQuery: 0.5 }],
    told: /all members share one budget/,
  },
  {
    name: 'a privacy policy that never begins anew, with what is usual',
    sql: `CREATE PRIVACY POLICY pv AS () RETURNS PRIVACY_BUDGET -> PRIVACY_BUDGET(BUDGET_NAME => 'a', BUDGET_LIMIT => 3, BUDGET_WINDOW => 'Never'); ${guarded}`,
    rule: { custom: { ...asking, differentialPrivacy: { columns: [{ name: 'user_id' }] } } },
    privacy: { unit: 'user_id' },
    budgets: [{ epsilon: 3, refresh: 'none', maxEpsilonPerQuery: 0.5 }],
  },
  {
    name: 'statements that restrict nothing, and policies nobody attached',
    sql: `USE DATABASE db; ${aggregation} ${attached} ${projection}`,
    rule: { custom: { ...asking, aggregationThresholds: atLeast(5) } },
    told: /no statement attaches it/,
  },
  {
    name: 'grants, which have no meaning here',
    sql: `${aggregation} ${attached} GRANT SELECT ON t TO ROLE r; REVOKE ALL ON t FROM ROLE s;`,
    rule: { custom: { ...asking, aggregationThresholds: atLeast(5) } },
    complete: false,
    told: /GRANT SELECT ON t TO ROLE r: who may ask/,
  },
  {
    name: 'a policy without an entity key',
    sql: `${aggregation} ALTER TABLE t SET AGGREGATION POLICY ap;`,
    rule: undefined,
    told: /it counts rows/,
  },
  {
    name: 'an entity key of two columns',
    sql: `${aggregation} ALTER TABLE t SET AGGREGATION POLICY ap ENTITY KEY (user_id, email);`,
    rule: undefined,
  },
  {
    name: 'two kinds of people without a join',
    sql: `${aggregation} ALTER TABLE t ADD AGGREGATION POLICY ap ENTITY KEY (user_id) ENTITY KEY (vendor);`,
    rule: undefined,
    told: /there are several/,
  },
  { name: 'a policy that is not in the text', sql: attached, rule: undefined, told: /not in this text/ },
  { name: 'privacy beside aggregation', sql: `${aggregation} ${attached} ${privacy} ${guarded}`, rule: undefined },
  { name: 'privacy with a required join', sql: `${privacy} ${guarded} ${join} ${joined}`, rule: undefined },
  {
    name: 'a domain in another table',
    sql: `${privacy} ${guarded} ALTER TABLE t ALTER COLUMN state SET PRIVACY DOMAIN REFERENCES dim(col);`,
    rule: undefined,
  },
  {
    name: 'two tables',
    sql: `${aggregation} ${attached} ALTER TABLE u SET AGGREGATION POLICY ap ENTITY KEY (user_id);`,
    rule: undefined,
    told: /one table at a time/,
  },
  { name: 'policies without a table', sql: aggregation, rule: undefined, told: /attaches a policy/ },
  {
    name: 'a row access policy, which is not understood',
    sql: `${aggregation} ${attached} ALTER TABLE t ADD ROW ACCESS POLICY r ON (region);`,
    rule: undefined,
    told: /ADD ROW ACCESS POLICY r/,
  },
  {
    name: 'a masking policy',
    sql: `${aggregation} ${attached} CREATE MASKING POLICY m AS (v STRING) RETURNS STRING -> '*';`,
    rule: undefined,
  },
  {
    name: 'a policy that is taken away again',
    sql: `${aggregation} ${attached} ALTER TABLE t UNSET AGGREGATION POLICY;`,
    rule: undefined,
  },
  {
    name: 'an unknown argument',
    sql: `${aggregation.replace('5', '5, MODE => 1')} ${attached}`,
    rule: undefined,
    told: /`MODE` is not known/,
  },
  { name: 'an unknown constraint', sql: `${aggregation.replace('-> AGG', '-> MY_AGG')} ${attached}`, rule: undefined },
  {
    name: 'a policy that restricts nobody',
    sql: `${aggregation.replace('AGGREGATION_CONSTRAINT(MIN_GROUP_SIZE => 5)', 'NO_AGGREGATION_CONSTRAINT()')} ${attached}`,
    rule: undefined,
  },
  { name: 'a group size that is no number', sql: `${aggregation.replace('5', "'5'")} ${attached}`, rule: undefined },
  {
    name: 'a quote that does not end',
    sql: `${aggregation} ${attached} -- '\nSELECT '`,
    rule: undefined,
    told: /does not end/,
  },
  { name: 'a comment that does not end', sql: `${aggregation} ${attached} /* `, rule: undefined, told: /does not end/ },
  {
    name: 'a hidden identity that is all there is to count',
    sql: `${aggregation} ${attached} ${join} ${joined} ${projection} ${hidden.replace('email', 'user_id')}`,
    rule: undefined,
  },
  { name: 'nothing', sql: '', rule: undefined },
]

for (const { name, sql, rule, privacy: facts, budgets = [], told, complete = rule !== undefined } of rows) {
  test(`Snowflake: ${name}`, () => {
    // A table is one, whether its database is named or not.
    const found = importSnowflakePolicies(sql, context)
    assert.deepEqual(found.table.rule, rule)
    assert.deepEqual(found.table.privacy, facts)
    assert.deepEqual(found.budgets, budgets)
    assert.equal(found.isComplete, complete, JSON.stringify(found.report))
    if (told !== undefined)
      assert.match(found.report.map(({ subject, message }) => `${subject}: ${message}`).join('\n'), told)
    assertSound(found, context)
    assertTold(found)
  })
}

test('Snowflake: a table whose columns are not known is named in capitals, as Snowflake does', () => {
  const found = importSnowflakePolicies(`${aggregation} ${attached}`, { providers: ['analyst'] })
  assert.equal(found.table.name, 't')
  assert.deepEqual(found.table.rule, {
    custom: {
      ...asking,
      aggregationThresholds: [{ identityColumns: ['USER_ID'], minimumIdentityCount: 5, type: 'COUNT_DISTINCT' }],
    },
  })
})
