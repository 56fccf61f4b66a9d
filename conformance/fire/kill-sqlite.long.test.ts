import { test } from 'node:test'
import { killAgainAndAgain } from './kill.suite.ts'

const budget = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 }, refresh: 'none' }

test('however often the server is killed, SQLite keeps runs, budgets, log and receipts whole', async (t) => {
  const report = await killAgainAndAgain({ budget }, { submitters: 6, pauseMs: 5 }, { rounds: 99, most: 24 })
  t.diagnostic(JSON.stringify(report))
})

test('however often the server is killed, the engine under way leaves nothing half done', async (t) => {
  const options = { budget, isFake: false, concurrentRuns: 2 }
  const report = await killAgainAndAgain(options, { submitters: 3, pauseMs: 60 }, { rounds: 9, most: 24 })
  t.diagnostic(JSON.stringify(report))
})
