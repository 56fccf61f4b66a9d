import { test } from 'node:test'
import { killAgainAndAgain } from './kill.suite.ts'

test('a server that is killed a few times loses nothing that it acknowledged', async (t) => {
  const budget = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.9 }, refresh: 'none' }
  const report = await killAgainAndAgain({ budget }, { submitters: 4, pauseMs: 10 }, { rounds: 2, most: 24 })
  t.diagnostic(JSON.stringify(report))
})
