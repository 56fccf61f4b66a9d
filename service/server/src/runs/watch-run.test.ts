import assert from 'node:assert/strict'
import { test } from 'node:test'
import { value } from '../collaboration/contribution.fixture.ts'
import { advertiser, openRunGround, room } from './runs.fixture.ts'
import { submitRun } from './submit-run.ts'
import { watchRun } from './watch-run.ts'

test('a run that waits is watched no longer than who watches may', async (t) => {
  const here = await openRunGround()
  t.after(here.close)
  const counting = { sql: 'SELECT COUNT(*) AS n FROM impressions' }
  const { id: run } = value(await submitRun(here.world, { organisation: advertiser }, room, counting))
  let asked = 0
  const steps = await watchRun(
    here.world,
    advertiser,
    { collaboration: room, run },
    { signal: new AbortController().signal, heartbeatMs: 5, isStillAllowed: async () => ++asked < 4 },
  )
  const told = await new Response(value(steps)).text()
  assert.equal(told.match(/still here/g)?.length, 2)
  assert.match(told, /"queued"/)
})
