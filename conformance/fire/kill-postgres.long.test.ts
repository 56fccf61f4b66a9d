import { test } from 'node:test'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { killAgainAndAgain } from './kill.suite.ts'

const budget = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 }, refresh: 'none' }

test('however often the server is killed, PostgreSQL keeps runs, budgets, log and receipts whole', async (t) => {
  const postgres = await startPostgres()
  try {
    const options = { budget, database: await postgres.newDatabase() }
    const report = await killAgainAndAgain(options, { submitters: 6, pauseMs: 5 }, { rounds: 94, most: 24 })
    t.diagnostic(JSON.stringify(report))
  } finally {
    await postgres.remove()
  }
})
