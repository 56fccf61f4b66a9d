import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demanded, enumerateQueries } from './enumeration.suite.ts'

// 10,500 queries that are accepted, each with all its neighbours, in both directions.
for (const part of [1, 2, 3, 4, 5, 6, 7]) {
  test(`no generated query loses more than it says, part ${part}`, () => {
    const { accepted, features } = enumerateQueries(1_500, part * 1_000_000)
    assert.equal(accepted, 1_500)
    assert.deepEqual(
      demanded.filter((feature) => (features.get(feature) ?? 0) < 20),
      [],
    )
  })
}
