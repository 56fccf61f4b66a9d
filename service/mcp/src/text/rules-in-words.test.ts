import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssociationView } from '@glovebox/api'
import { rulesInWords } from './rules-in-words.ts'

const cases: readonly [name: string, table: Partial<AssociationView>, said: RegExp][] = [
  ['a public table', { public: true }, /^public: every member/],
  ['a table without a rule', {}, /^no rule: nobody/],
  [
    'an aggregation rule',
    {
      rule: {
        aggregation: {
          aggregateColumns: [{ columnNames: ['cost'], function: 'SUM' }],
          dimensionColumns: ['campaign'],
          outputConstraints: [{ columnName: 'user_id', minimum: 100 }],
        },
      },
    },
    /SUM may be applied to cost; group and filter by campaign; rows that stand for fewer than 100 distinct user_id/,
  ],
  [
    'a rule in version 1',
    { rule: { v1: { list: { joinColumns: ['id'], listColumns: ['city'] } } } },
    /joined on id.*city/,
  ],
  ['templates alone', { rule: { custom: { allowedAnalyses: ['reach'] } } }, /^only these templates: reach$/],
  ['nothing so far', { rule: { custom: { allowedAnalyses: [] } } }, /nothing is allowed/],
  [
    'differential privacy',
    { rule: { custom: { allowedAnalyses: ['ANY_QUERY'], differentialPrivacy: { columns: [{ name: 'user_id' }] } } } },
    /protects each user_id/,
  ],
  ['a rule that nobody knows', { rule: { other: { x: 1 } } }, /^$/],
  ['a rule that is none', { rule: 'x' }, /^no rule/],
]

for (const [name, table, said] of cases)
  test(`says what ${name} means`, () => {
    assert.match(rulesInWords({ public: false, ...table } as AssociationView).join('; '), said)
  })
