import { violations } from './enumerate.ts'
import { fullTables } from './full-contribution.ts'
import { openRoom, planOf } from './rooms.ts'

// Computes the exact losses of the questions that it is called with, and ends with 1 where one is more than is said.

const rooms = [
  openRoom('loose', { maxGroups: 2, maxRows: 2, budget: 'epsilon: 20, delta: 0.5, perQuery: { epsilon: 6 }' }),
  openRoom('one group', { maxGroups: 1, maxRows: 2, budget: 'epsilon: 20, delta: 0.5, perQuery: { epsilon: 15 }' }),
]
for (const sql of process.argv.slice(2)) {
  for (const room of rooms) {
    const plan = planOf(sql, room)
    const [first] = fullTables.flatMap((tables) => violations(plan, tables))
    if (first !== undefined) {
      console.log(`${sql}: ${first}`)
      process.exit(1)
    }
  }
}
