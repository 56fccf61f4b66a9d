import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page, Problem, Run } from '@glovebox/api'
import { tableFromIPC } from 'apache-arrow'
import { openDuckdbEngine } from '../../engine/duckdb/open-duckdb-engine.ts'
import { expireResults } from '../../runs/result.ts'
import { counting, json, open } from './runs-http.fixture.ts'

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
