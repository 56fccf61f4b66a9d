import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem, Run } from '@glovebox/api'
import { contribute, stopTable } from '../../collaboration/contribution-world.ts'
import { done } from '../../collaboration/outcome.ts'
import { publisher, room } from '../../runs/runs.fixture.ts'
import { counting, type Here, heldEngine, json, open, until } from './runs-http.fixture.ts'

test('a cancelled run stops where it is: in the queue, or on the engine', async (t) => {
  const held = heldEngine()
  const here = await open(t, {
    engine: held.engine,
    runs: { concurrency: { total: 1, perCollaboration: 1, perOrganisation: 1 } },
  })
  const first = await json<Run>(here.send('advertiser', 'POST', '/runs', counting), 202)
  await until(() => held.begun() === 1)
  const second = await json<Run>(here.send('advertiser', 'POST', '/runs', counting), 202)
  const stopped = await json<Run>(here.send('advertiser', 'POST', `/runs/${second.id}/cancel`), 200)
  assert.deepEqual([stopped.status, stopped.reason], ['cancelled', 'cancelled-by-submitter'])
  await json<Run>(here.send('advertiser', 'POST', `/runs/${first.id}/cancel`), 200)
  const over = await json<Run>(here.send('advertiser', 'GET', `/runs/${first.id}?wait=20`), 200)
  assert.deepEqual([over.status, over.reason], ['cancelled', 'cancelled-by-submitter'])
  assert.ok(over.receipt !== undefined)
  assert.equal((await here.send('advertiser', 'GET', `/runs/${first.id}/result`)).status, 409)
  assert.equal(held.begun(), 1)
})

test('a paused table stops what runs and what waits, at once', async (t) => {
  const held = heldEngine()
  const here = await open(t, {
    engine: held.engine,
    runs: { concurrency: { total: 1, perCollaboration: 1, perOrganisation: 1 } },
  })
  const runs = [counting, counting].map((body) => json<Run>(here.send('advertiser', 'POST', '/runs', body), 202))
  const [first, second] = await Promise.all(runs)
  await until(() => held.begun() === 1)
  const { world } = here
  await contribute(world, room, async (contribution) => {
    await contribution.tx.updateTable('table_associations').set({ is_paused: 1 }).execute()
    await contribution.tx
      .updateTable('collaborations')
      .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
      .execute()
    await stopTable(world, contribution, { collaboration: room, table: 'impressions', why: 'paused' })
    return done(undefined)
  })
  for (const run of [first, second]) {
    const over = await json<Run>(here.send('advertiser', 'GET', `/runs/${run?.id}?wait=20`), 200)
    assert.deepEqual([over.status, over.reason], ['cancelled', 'table-stopped'])
  }
  assert.equal((await json<Problem>(here.send('advertiser', 'POST', '/runs', counting), 422)).reason, 'RULE')
})

test('the steps of a run are told as they come, and go on after a break', async (t) => {
  const held = heldEngine()
  const here = await open(t, { engine: held.engine })
  const run = await json<Run>(here.send('advertiser', 'POST', '/runs', counting), 202)
  const stream = await here.send('publisher', 'GET', `/runs/${run.id}/events`, undefined, {
    accept: 'text/event-stream',
  })
  assert.equal(stream.headers.get('content-type'), 'text/event-stream')
  await until(() => held.begun() === 1)
  held.let()
  const told = await stream.text()
  const steps = [...told.matchAll(/id: (\d+)\nevent: status\ndata: (.*)\n/g)].map(([, id, data]) => [
    Number(id),
    (JSON.parse(data ?? '') as Run).status,
  ])
  assert.deepEqual(steps, [
    [1, 'queued'],
    [2, 'running'],
    [3, 'ok'],
  ])
  const rest = await here.send('agency', 'GET', `/runs/${run.id}/events`, undefined, { 'last-event-id': '2' })
  assert.deepEqual((await rest.text()).match(/^id: \d+/gm), ['id: 3'])
})

const endings: readonly (readonly [string, (here: Here) => Promise<unknown>])[] = [
  ['whose session or key ends', async (here) => here.signOut('publisher')],
  [
    'whose membership ends',
    ({ world }) =>
      world.store.db.updateTable('members').set({ status: 'left' }).where('organisation', '=', publisher).execute(),
  ],
]
for (const [who, happen] of endings)
  test(`who watches a run and ${who} is told no further step`, async (t) => {
    const held = heldEngine()
    const here = await open(t, { engine: held.engine })
    const run = await json<Run>(here.send('advertiser', 'POST', '/runs', counting), 202)
    const stream = await here.send('publisher', 'GET', `/runs/${run.id}/events`, undefined, {
      accept: 'text/event-stream',
    })
    assert.ok(stream.body !== null)
    const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader()
    let told = ''
    while (!told.includes('"running"')) told += (await reader.read()).value ?? ''
    await until(() => held.begun() === 1)
    await happen(here)
    held.let()
    for (let part = await reader.read(); !part.done; part = await reader.read()) told += part.value
    assert.doesNotMatch(told, /"ok"/)
    assert.equal((await json<Run>(here.send('advertiser', 'GET', `/runs/${run.id}?wait=20`), 200)).status, 'ok')
  })
