import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareMeanings } from './same-meaning.suite.ts'

test('what resolve makes of 20,000 plain queries gives the rows that DuckDB gives for the texts themselves', async () => {
  const { compared, refused } = await compareMeanings(2, 20_000)
  assert.deepEqual(refused, [])
  assert.ok(compared > 19_000, `${compared} compared`)
})
