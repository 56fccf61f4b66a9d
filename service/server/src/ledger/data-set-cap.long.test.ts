import { after, test } from 'node:test'
import { sharedPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { spendInTwoRooms } from './data-set-cap.suite.ts'

const postgres = await sharedPostgres()
after(() => postgres.remove())

test('on PostgreSQL, whose collaborations take no turns, neither', async (t) => {
  const store = await openPostgresStore({ connectionString: await postgres.newDatabase() })
  t.after(() => store.close())
  await spendInTwoRooms(store)
})
