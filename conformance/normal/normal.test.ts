import assert from 'node:assert/strict'
import { test } from 'node:test'
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
