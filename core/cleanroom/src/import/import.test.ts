import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { importAwsPolicy } from './aws.ts'
import { importBigQueryPrivacyPolicy } from './bigquery.ts'
import { assertSound, assertTold } from './import.suite.ts'
import type { Import, ImportContext } from './import.ts'
import { importSnowflakePolicies } from './snowflake.ts'

// Whatever is imported: it never throws, and what it gives is accepted.

const importers: Readonly<Record<string, (text: string, context?: ImportContext) => Import>> = {
  AWS: importAwsPolicy,
  BigQuery: importBigQueryPrivacyPolicy,
  Snowflake: importSnowflakePolicies,
}

const contexts: readonly ImportContext[] = [
  {},
  { providers: ['a'], columns: ['id', 'city'], members: { '1': 'a' }, templates: { t: 't' } },
]

function check(run: (text: string, context?: ImportContext) => Import, text: string): void {
  for (const context of contexts) {
    const found = run(text, context)
    assertSound(found, context)
    assertTold(found)
  }
}

const words = [
  ...'{}[](),:;=.'.split(''),
  ...['"', "'", '`', '$$', '->', '=>', '/*', '--', '\\', '\n', ' ', ' ', ' '],
  ...['1', '-1', '1e999', '0.5', 'null', 'true', 'NaN'],
  ...['"__proto__"', '"constructor"', '"v1"', '"list"', '"custom"', '"policy"', '"type"', '"joinColumns"', '"id"'],
  ...['"allowedAnalyses"', '"listColumns"', '"aggregation_threshold_policy"', '"threshold"', '"privacy_unit_column"'],
  ...['CREATE', 'ALTER', 'TABLE', 'VIEW', 'POLICY', 'AGGREGATION', 'PRIVACY', 'JOIN', 'AS', 'RETURNS', 'CASE', 'WHEN'],
  ...['THEN', 'ELSE', 'END', 'SET', 'ADD', 'ENTITY', 'KEY', 'OPTIONS', 'privacy_policy', 't', 'p', 'id'],
]

for (const [name, run] of Object.entries(importers)) {
  test(`${name}: no text makes it throw`, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(' ')),
      fc.json({ maxDepth: 5 }),
    )
    fc.assert(
      fc.property(text, (given) => check(run, given)),
      { numRuns: 300 },
    )
  })

  const hostile = {
    'a deep text': '['.repeat(200_000),
    'deep parentheses': `CREATE AGGREGATION POLICY p AS () RETURNS X -> ${'('.repeat(50_000)}`,
    'a deep mapping': `${'{"v1":'.repeat(60_000)}1`,
    'a huge text': 'a'.repeat(3_000_000),
    'a huge list': `{"list":{"joinColumns":[${'"id",'.repeat(50_000)}"id"],"listColumns":[]}}`,
    'many unknown keys': `{${Array.from({ length: 5000 }, (_, i) => `"k${i}":1`).join(',')}}`,
    'many statements': 'DROP x;'.repeat(5000),
    'a prototype': '{"__proto__":{"list":{"joinColumns":["id"],"listColumns":[]}}}',
    'a prototype in a rule': '{"custom":{"allowedAnalyses":[],"__proto__":{"x":1},"constructor":1}}',
    'unclosed triple quotes': `CREATE VIEW v OPTIONS (privacy_policy = """${"'''".repeat(20_000)}`,
    'wrong types': '{"custom":{"allowedAnalyses":5,"allowedAnalysisProviders":{"a":1},"differentialPrivacy":[1]}}',
    'wrong types of policies':
      '{"aggregation_threshold_policy":[],"differential_privacy_policy":"x","join_restriction_policy":null}',
  }
  for (const [what, text] of Object.entries(hostile)) {
    test(`${name}: ${what} is reported and gives no rule`, () => {
      const started = performance.now()
      const found = run(text, contexts[1])
      // Far above what it takes, and far below what work that grows with the square would.
      assert.ok(performance.now() - started < 20_000)
      assertTold(found)
      assert.ok(found.report.length < 600)
      if (what === 'a huge list' && name === 'AWS') return
      assert.equal(found.table.rule, undefined)
      assert.equal(found.isComplete, false)
    })
  }
}

test('a change of a right policy is still sound, or refused', () => {
  const right = {
    AWS: '{"v1":{"custom":{"allowedAnalyses":["ANY_QUERY"],"allowedAnalysisProviders":["1"],"aggregationThresholds":[{"identityColumns":["id"],"minimumIdentityCount":5}]}}}',
    BigQuery:
      '{"differential_privacy_policy":{"privacy_unit_column":"id","epsilon_budget":5,"delta_budget":0.1,"max_epsilon_per_query":1}}',
    Snowflake:
      'CREATE AGGREGATION POLICY p AS () RETURNS C -> AGGREGATION_CONSTRAINT(MIN_GROUP_SIZE => 5); ALTER TABLE t SET AGGREGATION POLICY p ENTITY KEY (id);',
  }
  const change = fc.record({ at: fc.nat(300), remove: fc.nat(4), insert: fc.constantFrom('', ...words) })
  for (const [name, text] of Object.entries(right)) {
    const run = importers[name] ?? importAwsPolicy
    assert.ok(run(text, contexts[1]).isComplete, name)
    fc.assert(
      fc.property(change, ({ at, remove, insert }) => check(run, text.slice(0, at) + insert + text.slice(at + remove))),
      { numRuns: 200 },
    )
  }
})
