import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sources } from '@glovebox/source'
import { value } from '../collaboration/contribution.fixture.ts'
import { checkAsk } from './ask-room.ts'
import { advertiser, bringProtected, openRunGround, room } from './runs.fixture.ts'
import { type Submitter, submitRun } from './submit-run.ts'
import { untilEnded } from './view-run.ts'

const sql = (n: number): string =>
  `SELECT city, COUNT(DISTINCT user_id) AS n FROM people WHERE user_id > ${n} GROUP BY city`

test('what a program asks again counts for its cap once the data elsewhere is another, however lately it was looked at', async (t) => {
  let version = 'v1'
  const elsewhere: Sources = {
    open: () => ({
      ok: true,
      value: {
        pin: async () => ({
          ok: true,
          value: {
            version,
            size: { files: 1 },
            fetch: async () => ({ ok: true, value: { format: 'parquet', files: [{ path: '/dev/null' }] } }),
            close: async () => {},
          },
        }),
      },
    }),
    close: async () => {},
  }
  const here = await openRunGround({ elsewhere })
  t.after(here.close)
  const { world } = here
  await bringProtected(world, {}, { source: { s3: 's3://bucket/people.parquet' } })
  await here.area.start()
  const run = async (by: Submitter, n: number) => {
    const submitted = await submitRun(world, by, room, { sql: sql(n) }, undefined)
    if (!submitted.ok) return submitted.problem.reason
    const place = { collaboration: room, run: submitted.value.id }
    await untilEnded(world, place, 20_000, new AbortController().signal)
    const row = await world.store.db
      .selectFrom('runs')
      .select(['status', 'reason'])
      .where('id', '=', place.run)
      .execute()
    return [row[0]?.status, row[0]?.reason].join(' ').trim()
  }
  const { price } = value(await checkAsk(world, advertiser, room, { sql: sql(1) }))
  const share = price[0]?.share ?? 0
  assert.ok(share > 0)
  const agent = { organisation: advertiser, agent: { key: 'key_1', maxShare: 1.5 * share } }
  assert.equal(await run({ organisation: advertiser }, 1), 'ok')
  assert.equal(await run(agent, 1), 'ok', 'it is published, and costs nothing')
  version = 'v2'
  assert.equal(await run(agent, 1), 'ok')
  assert.equal(await run(agent, 2), 'AGENT_CAP')
  const waits = value(
    await submitRun(
      world,
      { ...agent, agent: { key: 'key_2', maxShare: 1, approvalAboveShare: share / 2 } },
      room,
      { sql: sql(1) },
      undefined,
    ),
  )
  assert.equal(waits.status, 'queued')
  await untilEnded(world, { collaboration: room, run: waits.id }, 20_000, new AbortController().signal)
  version = 'v3'
  const asks = await submitRun(
    world,
    { ...agent, agent: { key: 'key_2', maxShare: 1, approvalAboveShare: share / 2 } },
    room,
    { sql: sql(1) },
    undefined,
  )
  assert.equal(value(asks).status, 'awaiting-approval')
})
