import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page, Problem, Run } from '@glovebox/api'
import { tableFromIPC } from 'apache-arrow'
import { contribute, stopTable } from '../../collaboration/contribution-world.ts'
import { done } from '../../collaboration/outcome.ts'
import { changeTable } from '../../collaboration/table/change-table.ts'
import { listAssociations } from '../../collaboration/table/read-associations.ts'
import { openDuckdbEngine } from '../../engine/duckdb/open-duckdb-engine.ts'
import { expireResults } from '../../runs/result.ts'
import { advertiser, bringProtected, bringTable, fakeEngine, publisher, room } from '../../runs/runs.fixture.ts'
import { counting, type Here, heldEngine, json, open, until } from './runs-http.fixture.ts'

test('from submission to a result in every format, on DuckDB', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-runs-duckdb-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const here = await open(t, { engine: openDuckdbEngine({ temporaryRoot: folder }) })
  const run = await json<Run>(here.send('advertiser', 'POST', '/runs?wait=30', { ...counting, purpose: 'test' }), 202)
  assert.equal(run.status, 'ok', JSON.stringify([run, here.errors]))
  assert.deepEqual(run.release?.columns, [
    { name: 'city', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ])
  const result = `/runs/${run.id}/result`
  const rows = (await json<{ rows: [string, number][] }>(here.send('agency', 'GET', result), 200)).rows
  assert.deepEqual(rows.toSorted(), [
    ['Oslo', 1],
    ['Rome', 2],
  ])
  const csv = await here.send('advertiser', 'GET', result, undefined, { accept: 'text/csv' })
  assert.match(await csv.text(), /^city,n\r\n/)
  const arrow = await here.send('advertiser', 'GET', result, undefined, {
    accept: 'application/vnd.apache.arrow.stream',
  })
  assert.equal(tableFromIPC(new Uint8Array(await arrow.arrayBuffer())).numRows, 2)
  const parquet = await here.send('advertiser', 'GET', result, undefined, { accept: 'application/vnd.apache.parquet' })
  assert.equal((await parquet.text()).slice(0, 4), 'PAR1')
  assert.equal((await here.send('advertiser', 'GET', result, undefined, { accept: 'image/png' })).status, 406)
})

test('who sees a run, and what', async (t) => {
  const here = await open(t)
  const run = await json<Run>(here.send('advertiser', 'POST', '/runs?wait=20', counting), 202)
  const seen = async (who: string): Promise<Run> => json<Run>(here.send(who, 'GET', `/runs/${run.id}`), 200)
  assert.ok((await seen('advertiser')).user !== undefined)
  assert.equal((await seen('publisher')).user, undefined)
  assert.equal((await seen('publisher')).isReceiver, false)
  assert.equal((await seen('agency')).isReceiver, true)
  for (const path of [`/runs/${run.id}`, `/runs/${run.id}/result`, `/runs/${run.id}/events`, '/runs', '/budgets'])
    assert.equal((await json<Problem>(here.send('stranger', 'GET', path), 404)).reason, 'COLLABORATION_NOT_FOUND')
  assert.equal(
    (await json<Problem>(here.send('publisher', 'GET', `/runs/${run.id}/result`), 404)).reason,
    'RUN_NOT_FOUND',
  )
  for (const who of ['agency', 'publisher'])
    assert.equal((await here.send(who, 'POST', `/runs/${run.id}/cancel`)).status, 404)
  assert.equal((await here.send('agency', 'DELETE', `/runs/${run.id}/result`)).status, 404)
  assert.equal((await here.send('advertiser', 'GET', '/runs/run_aaaaaaaaaaaaaaaaaaaaaaaaaa')).status, 404)
})

test('who prefers to wait is told of the end of a run, and that it was waited for', async (t) => {
  const here = await open(t)
  const submitted = await here.send('advertiser', 'POST', '/runs', counting, { prefer: 'wait=20' })
  assert.equal(submitted.headers.get('preference-applied'), 'wait=20')
  const run = await json<Run>(submitted, 202)
  assert.equal(run.status, 'ok')
  const read = await here.send('advertiser', 'GET', `/runs/${run.id}?wait=1`, undefined, { prefer: 'wait=20' })
  assert.deepEqual([read.status, read.headers.get('preference-applied')], [200, null])
})

test('lists go on where they stopped, newest first', async (t) => {
  const here = await open(t)
  const ids: string[] = []
  for (let n = 0; n < 5; n++)
    ids.unshift((await json<Run>(here.send('advertiser', 'POST', '/runs?wait=20', counting), 202)).id)
  const found: string[] = []
  let next: string | undefined
  do {
    const page = await json<Page<Run>>(
      here.send('publisher', 'GET', `/runs?limit=2${next === undefined ? '' : `&cursor=${next}`}`),
      200,
    )
    found.push(...page.items.map(({ id }) => id))
    next = page.next
  } while (next !== undefined)
  assert.deepEqual(found, ids)
  assert.deepEqual((await json<Page<Run>>(here.send('agency', 'GET', '/runs?status=failed'), 200)).items, [])
})

const refusals = [
  { name: 'SQL that is none', body: { sql: 'SELEC 1' }, status: 422, reason: 'RULE' },
  { name: 'an unknown table', body: { sql: 'SELECT * FROM nowhere' }, status: 422, reason: 'RULE' },
  { name: 'a member who may not ask', who: 'agency', body: counting, status: 422, reason: 'NOT_PERMITTED' },
  { name: 'a payer who does not pay', body: { ...counting, payer: 'agency' }, status: 422, reason: 'PAYER_NOT_ABLE' },
  {
    name: 'a receiver who may not receive',
    body: { ...counting, receivers: ['publisher'] },
    status: 422,
    reason: 'RECEIVER_NOT_ALLOWED',
  },
  { name: 'both SQL and a template', body: { ...counting, template: 'x' }, status: 400, reason: undefined },
  {
    name: 'a collaboration of others',
    who: 'stranger',
    body: counting,
    status: 404,
    reason: 'COLLABORATION_NOT_FOUND',
  },
]

for (const { name, who = 'advertiser', body, status, reason } of refusals) {
  test(`refused at once: ${name}`, async (t) => {
    const here = await open(t)
    const problem = await json<Problem>(here.send(who, 'POST', '/runs', body), status)
    assert.equal(problem.reason, reason)
    assert.deepEqual((await json<Page<Run>>(here.send('advertiser', 'GET', '/runs'), 200)).items, [])
    assert.deepEqual(here.errors, [])
  })
}

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

test('a program waits for a person above its limit, and never spends more than it may', async (t) => {
  const here = await open(t)
  await bringProtected(here.world)
  const body = { sql: 'SELECT city, COUNT(DISTINCT user_id) AS people FROM people GROUP BY city' }
  const waits = await json<Run>(here.send('agent', 'POST', '/runs?wait=1', body), 202)
  assert.equal(waits.status, 'awaiting-approval', JSON.stringify(waits))
  assert.equal(
    (await json<Problem>(here.send('agent', 'POST', `/runs/${waits.id}/approve`), 403)).reason,
    'PERSON_NEEDED',
  )
  assert.equal((await here.send('agency', 'POST', `/runs/${waits.id}/approve`)).status, 404)
  const items = await here.area.waiting(here.world.store.db, advertiser)
  assert.deepEqual(
    items.map(({ subject }) => subject),
    [waits.id],
  )
  const rejected = await json<Run>(here.send('advertiser', 'POST', `/runs/${waits.id}/reject`), 200)
  assert.deepEqual([rejected.status, rejected.reason], ['cancelled', 'rejected'])
  const again = await json<Run>(here.send('agent', 'POST', '/runs', body), 202)
  const approved = await json<Run>(here.send('advertiser', 'POST', `/runs/${again.id}/approve`), 200)
  assert.notEqual(approved.status, 'awaiting-approval')
  assert.equal((await here.send('advertiser', 'POST', `/runs/${again.id}/approve`)).status, 409)
  const share = again.shares?.[0]?.share ?? 0
  assert.ok(share > 0.05 && share < 0.3, String(share))
  const refused: Problem[] = []
  for (let n = 0; n < 20 && refused.length === 0; n++) {
    const response = await here.send('agent', 'POST', '/runs', {
      sql: `SELECT city, COUNT(DISTINCT user_id) AS n FROM people WHERE city <> 'x${n}' GROUP BY city`,
    })
    if (response.status === 402) refused.push((await response.json()) as Problem)
    else assert.equal(response.status, 202, await response.text())
  }
  assert.equal(refused[0]?.reason, 'AGENT_CAP')
  const spent = await here.world.store.db
    .selectFrom('run_shares')
    .select('share')
    .where('is_released', '=', 0)
    .execute()
  assert.ok(spent.reduce((sum, row) => sum + row.share, 0) <= 0.3 + 1e-9)
})

test('a budget that cannot pay is told before anything waits', async (t) => {
  const here = await open(t)
  await bringProtected(here.world, { epsilon: 1, perQuery: { epsilon: 0.9 } })
  const statuses: number[] = []
  for (let n = 0; n < 4; n++) {
    const sql = `SELECT city, COUNT(DISTINCT user_id) AS n FROM people WHERE city <> 'x${n}' GROUP BY city`
    statuses.push((await here.send('advertiser', 'POST', '/runs?wait=20', { sql })).status)
  }
  assert.ok(statuses[0] === 202 && statuses.at(-1) === 402, statuses.join())
  assert.deepEqual(here.errors, [])
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

test('a result goes when its time is over, or its submitter says so', async (t) => {
  let now = Date.parse('2026-03-01T00:00:00Z')
  const here = await open(t, { clock: () => new Date(now++) })
  const kept = await json<Run>(here.send('advertiser', 'POST', '/runs?wait=20', counting), 202)
  const dropped = await json<Run>(here.send('advertiser', 'POST', '/runs?wait=20', counting), 202)
  assert.equal((await here.send('advertiser', 'DELETE', `/runs/${dropped.id}/result`)).status, 204)
  assert.equal((await here.send('agency', 'GET', `/runs/${dropped.id}/result`)).status, 410)
  assert.equal((await here.send('agency', 'GET', `/runs/${kept.id}/result`)).status, 200)
  now += 31 * 86_400_000
  assert.equal((await here.send('agency', 'GET', `/runs/${kept.id}/result`)).status, 410)
  assert.equal(await expireResults(here.world), 1)
  assert.deepEqual(await here.world.store.db.selectFrom('results').select('part').execute(), [])
})

test('pre-flight, explanation and budgets', async (t) => {
  const here = await open(t)
  await bringProtected(here.world)
  const body = { sql: 'SELECT city, COUNT(DISTINCT user_id) AS people FROM people GROUP BY city' }
  const checked = await json<{ status: string; price: { share: number }[] }>(
    here.send('advertiser', 'POST', '/check', body),
    200,
  )
  assert.equal(checked.status, 'ok')
  assert.ok((checked.price[0]?.share ?? 0) > 0)
  const explained = await json<{ status: string }>(here.send('advertiser', 'POST', '/explain', body), 200)
  assert.equal(explained.status, 'ok')
  const budgets = await json<{ budgets: { owner: string }[] }>(here.send('agency', 'GET', '/budgets'), 200)
  assert.deepEqual(
    budgets.budgets.map(({ owner }) => owner),
    ['publisher'],
  )
  assert.equal((await here.send('agency', 'POST', '/budgets/periods', { reason: 'new data' })).status, 422)
  assert.equal((await here.send('publisher', 'POST', '/budgets/periods', { reason: 'new data' })).status, 201)
})

test('a table that may be read so often is not read more often', async (t) => {
  const here = await open(t)
  await bringTable(here.world, 'scarce', 'user_id,city\n1,Rome\n')
  await here.world.store.db
    .updateTable('table_associations')
    .set({ access_budget: JSON.stringify([{ per: 'day', runs: 2 }]) })
    .where('name', '=', 'scarce')
    .execute()
  await here.world.store.db
    .updateTable('collaborations')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .execute()
  const ask = (n: number) => ({ sql: `SELECT COUNT(*) + ${n} AS n FROM scarce` })
  const open_ = await json<{ status: string }>(here.send('advertiser', 'POST', '/check', ask(9)), 200)
  assert.equal(open_.status, 'ok')
  // Whoever comes while two are under way is refused when it starts, whoever comes later when it is submitted.
  const all = await Promise.all(
    Array.from({ length: 5 }, async (_, n) => {
      const answer = await here.send('advertiser', 'POST', '/runs?wait=20', ask(n))
      const { status, diagnostics = [] } = (await answer.json()) as Pick<Run, 'status' | 'diagnostics'>
      if (answer.status === 202 && status === 'ok') return 'ok'
      assert.ok(answer.status === 402 || status === 'refused', String(status))
      return diagnostics[0]?.code
    }),
  )
  assert.deepEqual(all.toSorted(), [...Array(3).fill('RUN_ACCESS_EXHAUSTED'), 'ok', 'ok'])
  type Told = { readonly status: string; readonly reason: string; readonly diagnostics: readonly { code: string }[] }
  const checked = await json<Told>(here.send('advertiser', 'POST', '/check', ask(0)), 200)
  const late = await json<Told>(here.send('advertiser', 'POST', '/runs', ask(0)), 402)
  assert.deepEqual([checked.status, checked.reason, late.reason], ['refused', 'budget', 'ACCESS_BUDGET'])
  assert.deepEqual(
    [checked, late].map(({ diagnostics }) => diagnostics.map(({ code }) => code)),
    Array(2).fill(['RUN_ACCESS_EXHAUSTED']),
  )
})

test('where members want a sandbox and there is none, nothing runs', async (t) => {
  const levels = [undefined, 'process', 'sandbox'] as const
  const statuses: number[] = []
  for (const level of levels) {
    const here = await open(t, {
      engine: { ...fakeEngine(), ...(level === undefined ? {} : { isolation: async () => level }) },
    })
    const settings = JSON.stringify({
      autoApprovedChangeTypes: [],
      resultRetentionDays: 30,
      minimumIsolation: 'sandbox',
    })
    await here.world.store.db.updateTable('collaborations').set({ settings }).execute()
    statuses.push((await here.send('advertiser', 'POST', '/runs', counting)).status)
  }
  assert.deepEqual(statuses, [422, 422, 202])
})

test('where an owner wants a sandbox for a table and there is none, the table says so and nothing of it runs', async (t) => {
  const levels = ['process', 'sandbox'] as const
  const told: unknown[] = []
  for (const level of levels) {
    const here = await open(t, { engine: { ...fakeEngine(), isolation: async () => level } })
    const { world } = here
    const [table] = await world.store.db.selectFrom('configured_tables').select(['id', 'organisation']).execute()
    assert.ok(table !== undefined)
    const owner = { organisation: table.organisation, by: 'usr_o', user: 'usr_o', name: 'o' }
    const changed = await changeTable(world, owner, table.id, { minimumIsolation: 'sandbox' })
    assert.ok(changed.ok, JSON.stringify(changed))
    const refusedWord = await changeTable(world, owner, table.id, { minimumIsolation: 'castle' })
    assert.ok(!refusedWord.ok)
    const views = await listAssociations(world, advertiser, room)
    assert.ok(views.ok)
    const view = views.value.items.find((one) => one.minimumIsolation === 'sandbox')
    const answer = await here.send('advertiser', 'POST', '/runs', counting)
    const text = await answer.text()
    told.push([
      answer.status,
      text.includes('RUN_ISOLATION_TOO_WEAK'),
      view?.readiness.direct.reasons.map(({ code }) => code),
    ])
  }
  assert.deepEqual(told, [
    [422, true, ['ISOLATION_TOO_WEAK']],
    [202, false, []],
  ])
})

test('a program cannot have a schedule spend for it', async (t) => {
  const here = await open(t)
  const draft = { name: 'x', cron: '0 6 * * 1', submission: counting }
  assert.equal((await json<Problem>(here.send('agent', 'POST', '/schedules', draft), 403)).reason, 'PERSON_NEEDED')
  const made = await here.send('advertiser', 'POST', '/schedules', draft)
  assert.equal(made.status, 201)
  const { id } = (await made.json()) as { id: string }
  const etag = made.headers.get('etag') ?? ''
  const put = (match: string): Promise<Response> =>
    here.send('advertiser', 'PUT', `/schedules/${id}`, draft, { 'if-match': match })
  assert.equal((await put(etag)).status, 200)
  assert.equal((await put(etag)).status, 412)
  assert.equal((await here.send('agency', 'GET', `/schedules/${id}`)).status, 404)
  assert.equal((await here.send('advertiser', 'DELETE', `/schedules/${id}`)).status, 204)
})

test('analyses are kept for one organisation', async (t) => {
  const here = await open(t)
  const saved = await json<{ id: string }>(
    here.send('advertiser', 'POST', '/analyses', { name: 'reach', ask: counting }),
    201,
  )
  assert.equal(
    (await json<Page<{ name: string }>>(here.send('advertiser', 'GET', '/analyses'), 200)).items[0]?.name,
    'reach',
  )
  assert.deepEqual((await json<Page<unknown>>(here.send('agency', 'GET', '/analyses'), 200)).items, [])
  assert.equal((await here.send('agency', 'GET', `/analyses/${saved.id}`)).status, 404)
  assert.equal((await here.send('advertiser', 'DELETE', `/analyses/${saved.id}`)).status, 204)
  assert.equal((await here.send('advertiser', 'GET', `/analyses/${saved.id}`)).status, 404)
})
