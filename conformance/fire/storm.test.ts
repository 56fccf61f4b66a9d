import { test } from 'node:test'
import { stormAtOnce } from './storm.suite.ts'

test('of 24 clients who ask the engine at once, those get an answer whom the budget pays for', async () => {
  const budget = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 1.9 }, refresh: 'none' }
  await stormAtOnce({ budget, isFake: false, concurrentRuns: 4 }, 24)
})
