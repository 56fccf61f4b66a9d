import assert from 'node:assert/strict'
import { test } from 'node:test'
import { value } from '../collaboration/contribution.fixture.ts'
import { advertiser, fakeEngine, openRunGround, room, rowsOf } from './runs.fixture.ts'
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

test('who watches a run is shown what it is at, until it ends', async (t) => {
  let answer = (): void => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  const engine = fakeEngine(async ({ columns }) => {
    await held
    return rowsOf(columns.length)
  })
  const here = await openRunGround({ engine })
  t.after(here.close)
  await here.area.start()
  const { id: run } = value(
    await submitRun(here.world, { organisation: advertiser }, room, { sql: 'SELECT COUNT(*) AS n FROM impressions' }),
  )
  const options = { signal: new AbortController().signal, isStillAllowed: async () => true }
  const steps = await watchRun(here.world, advertiser, { collaboration: room, run }, options)
  const reader = value(steps).pipeThrough(new TextDecoderStream()).getReader()
  let told = ''
  while (!told.includes('"step":"running"')) told += (await reader.read()).value ?? ''
  assert.match(told, /event: step\ndata: \{"status":"running","step":"running"\}/)
  answer()
  for (let part = await reader.read(); !part.done; part = await reader.read()) told += part.value
  assert.match(told, /"ok"/)
  assert.equal(here.world.bell.stepOf(run), undefined)
})
