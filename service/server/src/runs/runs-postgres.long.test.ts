import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { RunSubmission } from '@glovebox/api'
import { value } from '../collaboration/contribution.fixture.ts'
import { sharedPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { verifyAuditLog } from '../usecase/verify-log.ts'
import { openResult } from './result.ts'
import { advertiser, agency, bringProtected, openRunGround, publisher, type RunGround, room } from './runs.fixture.ts'
import { makeSchedule } from './schedule/schedules.ts'
import { tickSchedules } from './schedule/tick-schedules.ts'
import { submitRun } from './submit-run.ts'
import { listRuns, untilEnded } from './view-run.ts'

const postgres = await sharedPostgres()
after(() => postgres.remove())

async function open(clock?: () => Date): Promise<RunGround> {
  const store = await openPostgresStore({ connectionString: await postgres.newDatabase() })
  const ground = await openRunGround({ store, ...(clock === undefined ? {} : { clock }) })
  after(async () => {
    await ground.close()
    await store.close()
  })
  return ground
}

async function end({ world }: RunGround, run: string): Promise<string | undefined> {
  await untilEnded(world, { collaboration: room, run }, 60_000, new AbortController().signal)
  return (await world.store.db.selectFrom('runs').select('status').where('id', '=', run).executeTakeFirst())?.status
}

test('on PostgreSQL: fifty submissions at once, idempotency, budgets, results and lists', async () => {
  const here = await open()
  await bringProtected(here.world)
  await here.area.start()
  const submit = (submission: RunSubmission, key: string): ReturnType<typeof submitRun> =>
    submitRun(here.world, { organisation: advertiser }, room, submission, key)
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      submit({ sql: `SELECT COUNT(*) + ${n % 25} AS n FROM impressions` }, `k${n % 25}`),
    ),
  )
  const ids = [...new Set(all.map((outcome) => value(outcome).id))]
  assert.equal(ids.length, 25)
  for (const id of ids) assert.equal(await end(here, id), 'ok')
  const priv = value(await submit({ sql: 'SELECT city, COUNT(DISTINCT user_id) AS n FROM people GROUP BY city' }, 'p'))
  assert.equal(await end(here, priv.id), 'ok')
  const [first = ''] = ids
  const rows: unknown[] = []
  for await (const part of value(await openResult(here.world, agency, { collaboration: room, run: first })).parts)
    rows.push(...part)
  assert.deepEqual(rows, [[1]])
  assert.equal(value(await listRuns(here.world, publisher, room, { limit: 20 })).items.length, 20)
  assert.equal((await verifyAuditLog(await here.world.rooms.open(room), {})).status, 'ok')
  const [hook] = here.area.lifecycleHooks.onLeave ?? []
  const member = {
    collaboration: room,
    organisation: publisher,
    member: 'publisher',
    at: here.world.clock().toISOString(),
  }
  const ending = await here.world.store.transaction(room, async (tx) => hook?.(tx, member, 'left'))
  assert.deepEqual(
    ending?.deleted?.map(({ count }) => count),
    [1, 26, 0, 0],
  )
  assert.deepEqual(here.errors, [])
})

test('on PostgreSQL: a schedule ticks once', async () => {
  let now = Date.parse('2026-03-01T00:30:00.000Z')
  const here = await open(() => new Date(now++))
  const submission = { sql: 'SELECT COUNT(*) AS n FROM impressions' }
  const place = { collaboration: room, organisation: advertiser }
  value(
    await makeSchedule(
      here.world,
      place,
      { user: null, key: null },
      { name: 'x', cron: '0 * * * *', submission, maxShare: 0.5 },
    ),
  )
  now += 3_600_000
  await Promise.all([tickSchedules(here.world), tickSchedules(here.world), tickSchedules(here.world)])
  assert.equal((await here.world.store.db.selectFrom('runs').select('id').execute()).length, 1)
  assert.deepEqual(here.errors, [])
})
