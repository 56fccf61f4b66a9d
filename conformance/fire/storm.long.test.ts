import { test } from 'node:test'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { stormAtOnce } from './storm.suite.ts'

const clients = 200
const budgets = [
  { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 }, refresh: 'none' },
  { epsilon: 3, perQuery: { epsilon: 0.03 }, accounting: 'pure', refresh: 'calendar-month' },
]

for (const budget of budgets) {
  const name = `${clients} clients who ask at once get what a budget of ε ${budget.epsilon} holds, and no more`
  test(`${name}, on SQLite`, async (t) => {
    t.diagnostic(JSON.stringify(await stormAtOnce({ budget }, clients)))
  })

  test(`${name}, on PostgreSQL`, async (t) => {
    const database = await (await sharedPostgres()).newDatabase()
    t.diagnostic(JSON.stringify(await stormAtOnce({ budget, database }, clients)))
  })
}
