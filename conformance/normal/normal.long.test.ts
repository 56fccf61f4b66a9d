import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareAggregations } from './aggregation.suite.ts'
import { compareNormalForms, compareSmallQueries } from './normal.suite.ts'

test('variants of 20,000 random queries share their normal forms, and what shares one gives the same rows', () => {
  const tally = compareNormalForms(1_000_000, 20_000)
  assert.ok(tally.missed <= tally.rewritten / 500, `${tally.missed} missed`)
  assert.ok(tally.rewritten > 18_000, `${tally.rewritten} rewritten`)
  assert.ok(tally.met > 3_000, `${tally.met} met`)
})

test('among 200,000 queries of the same few parts those that share a normal form give the same rows', () => {
  const { asked, met } = compareSmallQueries(2, 200_000)
  assert.ok(asked > 100_000, `${asked} asked`)
  assert.ok(met > 5_000, `${met} met`)
})

test('what 100,000 aggregations of the same rows share has the same values in the same groups', () => {
  const { met, shared } = compareAggregations(2, 100_000)
  assert.ok(met > 10_000, `${met} met`)
  assert.ok(shared > 10_000, `${shared} shared`)
})
