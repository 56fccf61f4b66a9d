import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareAggregations } from './aggregation.suite.ts'
import { compareNormalForms, compareSmallQueries } from './normal.suite.ts'

test('variants of a random query share its normal form, and what shares it gives the same rows', () => {
  const tally = compareNormalForms(1, 500)
  assert.ok(tally.missed <= tally.rewritten / 500, `${tally.missed} missed`)
  assert.ok(tally.rewritten > 450, `${tally.rewritten} rewritten`)
  assert.ok(tally.mutated > 700, `${tally.mutated} mutated`)
  assert.ok(tally.met > 100, `${tally.met} met`)
})

test('queries of the same few parts that share a normal form give the same rows', () => {
  const { asked, met } = compareSmallQueries(1, 4_000)
  assert.ok(asked > 2_000, `${asked} asked`)
  assert.ok(met > 50, `${met} met`)
})

test('what aggregations of the same rows share has the same values in the same groups', () => {
  const { met, shared, asked, missed } = compareAggregations(1, 1_200)
  assert.ok(met > 150, `${met} met`)
  assert.ok(shared > 100, `${shared} shared`)
  assert.ok(missed <= asked / 100, `${missed} missed`)
})
