import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import {
  changeDestination,
  checkAnalysis,
  getReceipt,
  leaveCollaboration,
  listAssociations,
  listLog,
  listRuns,
  readDestination,
  readResult,
  registerDestination,
  removeDestination,
  submitRun,
  testDestination,
  updateAssociation,
} from '@glovebox/api'
import { openTestServer } from '../api/server.suite.ts'
import { activate, allow, makeActivationRoom, opened, openReceiver, refusal, until } from './activation.suite.ts'

// One room, from nobody's allowing anything to a platform that leaves: each test goes on where the last one stopped.

let time = Date.now()
const pass = (ms: number): void => {
  time += ms
}
const settings = { log: { level: 'silent' }, webhooks: { allowPrivateAddresses: true } } as const
const place = await openTestServer(settings, undefined, { clock: () => new Date(time) })
const receiver = await openReceiver()
after(async () => {
  receiver.close()
  await place.close()
})
const room = await makeActivationRoom(place, receiver.url)
const { publisher, advertiser, platform, collaboration, destination } = room
const params = { collaboration }

/** Parts of results that lie in the database. */
function keptRows(): number {
  const database = new DatabaseSync(join(place.folder, 'state', 'state.db'), { readOnly: true })
  const row = database.prepare('SELECT COUNT(*) AS n FROM results').get()
  database.close()
  return Number(row?.n)
}

test('nothing goes anywhere before every owner allows it', async () => {
  assert.equal(await refusal(activate(room, advertiser)), '422 RULE_DESTINATION leads RULE_DESTINATION customers')
  await allow(room, advertiser, 'customers', destination)
  assert.equal(await refusal(activate(room, advertiser)), '422 RULE_DESTINATION leads')
  assert.equal(await refusal(allow(room, publisher, 'leads', { name: 'crm', hash: '00' })), '409 DESTINATION_CHANGED')
  assert.equal(await refusal(allow(room, publisher, 'leads', { name: 'erp', hash: '00' })), '422 DESTINATION_UNKNOWN')
  await allow(room, publisher, 'leads', destination)
})

test('an activation goes to its destination, signed, once, and to nobody else', async () => {
  const run = await activate(room, advertiser)
  assert.equal(run.status, 'ok', JSON.stringify(run.diagnostics))
  const activation = await until(room, advertiser, run.id, ({ status }) => status === 'delivered')
  const [got, ...more] = receiver.got
  assert.ok(got !== undefined && more.length === 0)
  const told = opened(got, destination.secret)
  const { run: of, receipt, hash, kind, format } = told
  assert.deepEqual([of, receipt, hash, kind, format], [run.id, run.receipt, destination.hash, 'activation', 'jsonl'])
  assert.equal(got.headers['content-type'], 'application/x-ndjson')
  assert.equal(got.body.toString(), '{"user_id":3,"segment":"gold"}\n{"user_id":4,"segment":"silver"}\n')
  assert.equal(activation.delivery, told.delivery)
  assert.deepEqual([activation.attempts, activation.lastAnswer], [1, '204'])
  for (const who of [publisher, advertiser, platform]) {
    const fetching = who.client.open(readResult, { params: { collaboration, run: run.id } })
    assert.equal(await refusal(fetching), '404 RUN_NOT_FOUND', who.name)
  }
  assert.equal(run.isReceiver, false)
  assert.equal(keptRows(), 0)
})

test('its receipt and its delivery are on record for whom it concerns', async () => {
  const [run] = (await platform.client.call(listRuns, { params })).items
  assert.ok(run?.receipt !== undefined)
  for (const who of [publisher, advertiser, platform]) {
    const bundle = await who.client.call(getReceipt, { params: { collaboration, receipt: run.receipt } })
    const { receivers, destination: to } = bundle.receipt as {
      readonly receivers: unknown
      readonly destination: unknown
    }
    const { id, name, hash } = destination
    assert.deepEqual([receivers, to], [[], { id, name, owner: 'platform', hash }])
  }
  const log = JSON.stringify(await publisher.client.call(listLog, { params, query: { limit: 200 } }))
  for (const action of ['destination-registered', 'destinations-allowed', 'activation-delivered'])
    assert.ok(log.includes(action), action)
})

const refusals = [
  ['a member without the ability', 'publisher', {}, '422 MEMBER_MAY_NOT_ACTIVATE'],
  [
    'an activation without a destination',
    'advertiser',
    { destination: undefined },
    '422 TEMPLATE_ACTIVATION RULE_ADDITIONAL_ANALYSIS leads',
  ],
  ['a destination that nobody registered', 'advertiser', { destination: 'erp' }, '422 DESTINATION_UNKNOWN'],
  ['receivers beside a destination', 'advertiser', { receivers: ['advertiser'] }, '422 RECEIVERS_OF_ACTIVATION'],
] as const

for (const [what, who, body, expected] of refusals)
  test(`${what} is refused`, async () => {
    assert.equal(await refusal(activate(room, { publisher, advertiser }[who], body)), expected)
    assert.equal(receiver.got.length, 1)
  })

test('a table that may only be activated refuses queries, and says what to do', async () => {
  const { status, diagnostics } = await advertiser.client.call(checkAnalysis, {
    params,
    body: { sql: 'SELECT COUNT(*) FROM leads' },
  })
  assert.equal(status, 'refused')
  const said = diagnostics.find(({ code }) => code === 'RULE_ADDITIONAL_ANALYSIS')
  assert.match(said?.help ?? '', /activate an approved template/)
  const asked = { template: 'audience', destination: 'crm' }
  assert.equal((await advertiser.client.call(checkAnalysis, { params, body: asked })).status, 'ok')
  const sql = { sql: 'SELECT 1', destination: 'crm' } as never
  assert.equal(await refusal(advertiser.client.call(submitRun, { params, body: sql })), '400 BODY_INVALID')
})

test('a program of a member activates nothing before a person lets it', async () => {
  const secret = await advertiser.keyWith(['runs:write', 'runs:read'], { maxShare: 1 })
  const response = await fetch(`${place.url}/v1/collaborations/${collaboration}/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ template: 'audience', destination: 'crm' }),
  })
  assert.equal(((await response.json()) as { readonly status: string }).status, 'awaiting-approval')
})

test('a receiver that is down, redirects or refuses gets the same delivery later', async () => {
  receiver.got.length = 0
  receiver.answers.push(503, 302)
  const run = await activate(room, advertiser)
  await until(room, advertiser, run.id, ({ lastAnswer }) => lastAnswer === '503')
  assert.ok(keptRows() > 0)
  pass(6000)
  await until(room, advertiser, run.id, ({ lastAnswer }) => lastAnswer === '302')
  pass(31_000)
  const { attempts } = await until(room, advertiser, run.id, ({ status }) => status === 'delivered')
  assert.equal(attempts, 3)
  assert.deepEqual(new Set(receiver.got.map(({ path }) => path)), new Set(['/audience']))
  assert.equal(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size, 1)
  assert.equal(new Set(receiver.got.map(({ body }) => body.toString())).size, 1)
  assert.equal(keptRows(), 0)
})

test('an owner that pauses its table between run and delivery stops what is on its way', async () => {
  receiver.got.length = 0
  receiver.answers.push(503)
  const run = await activate(room, advertiser)
  await until(room, advertiser, run.id, ({ lastAnswer }) => lastAnswer === '503')
  await publisher.client.call(updateAssociation, {
    params: { collaboration, name: 'leads' },
    body: { status: 'paused' },
  })
  const { status, reason } = await until(room, advertiser, run.id, (one) => one.status !== 'waiting')
  assert.deepEqual([status, reason], ['withdrawn', 'table-stopped'])
  assert.equal(keptRows(), 0)
  await publisher.client.call(updateAssociation, {
    params: { collaboration, name: 'leads' },
    body: { status: 'active' },
  })
  pass(60_000)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  assert.equal(receiver.got.length, 1)
})

test('an owner that takes its leave of a destination stops what is on its way, also while it is sent', async () => {
  receiver.answers.push('hang')
  const run = await activate(room, advertiser)
  await until(room, advertiser, run.id, ({ attempts }) => attempts === 1)
  await allow(room, publisher, 'leads')
  const { status, reason, attempts } = await until(room, advertiser, run.id, (one) => one.status !== 'waiting')
  assert.deepEqual([status, reason, attempts], ['withdrawn', 'not-permitted', 1])
  await allow(room, publisher, 'leads', destination)
})

test('a destination at another address is another: nobody has allowed it, and what was on its way is deleted', async () => {
  receiver.answers.push(503)
  const run = await activate(room, advertiser)
  await until(room, advertiser, run.id, ({ lastAnswer }) => lastAnswer === '503')
  const body = { kind: 'https', url: `${receiver.url}/other`, format: 'csv' } as const
  const at = { params: { collaboration, name: 'crm' } }
  assert.equal(await refusal(publisher.client.call(changeDestination, { ...at, body })), '404 DESTINATION_NOT_YOURS')
  const changed = await platform.client.call(changeDestination, { ...at, body })
  assert.notEqual(changed.hash, destination.hash)
  const { reason } = await until(room, advertiser, run.id, ({ status }) => status === 'withdrawn')
  assert.equal(reason, 'destination-changed')
  assert.equal(await refusal(activate(room, advertiser)), '422 RULE_DESTINATION leads RULE_DESTINATION customers')
  const { items } = await publisher.client.call(listAssociations, { params })
  assert.deepEqual(
    items.find(({ name }) => name === 'leads')?.destinations?.map(({ isCurrent }) => isCurrent),
    [false],
  )
  await allow(room, publisher, 'leads', changed)
  await allow(room, advertiser, 'customers', changed)
  receiver.got.length = 0
  await until(room, advertiser, (await activate(room, advertiser)).id, ({ status }) => status === 'delivered')
  assert.equal(receiver.got[0]?.path, '/audience/other')
  assert.equal(receiver.got[0]?.body.toString(), 'user_id,segment\r\n3,gold\r\n4,silver\r\n')
})

test('a destination that was dropped and registered again is not the one that was allowed', async () => {
  const at = { params: { collaboration, name: 'crm' } }
  await platform.client.call(removeDestination, at)
  const body = { kind: 'https', name: 'crm', url: `${receiver.url}/other`, format: 'parquet' } as const
  const again = await platform.client.call(registerDestination, { params, body })
  assert.equal(await refusal(platform.client.call(registerDestination, { params, body })), '409 NAME_TAKEN')
  assert.equal(await refusal(activate(room, advertiser)), '422 RULE_DESTINATION leads RULE_DESTINATION customers')
  await allow(room, publisher, 'leads', again)
  await allow(room, advertiser, 'customers', again)
  receiver.got.length = 0
  const run = await activate(room, advertiser)
  await until(room, advertiser, run.id, ({ status }) => status === 'delivered')
  const [got] = receiver.got
  assert.ok(got !== undefined && opened(got, again.secret).run === run.id)
  assert.equal(got.body.subarray(0, 4).toString(), 'PAR1')
})

test('a test is signed as a delivery is, and holds nothing', async () => {
  receiver.got.length = 0
  const at = { params: { collaboration, name: 'crm' } }
  assert.deepEqual(await platform.client.call(testDestination, at), { isTaken: true, answer: '204' })
  assert.equal(await refusal(advertiser.client.call(testDestination, at)), '404 DESTINATION_NOT_FOUND')
  assert.equal(receiver.got[0]?.body.toString(), '{}')
})

test('a receiver that is gone gets nothing more, and the result is deleted', async () => {
  receiver.answers.push(410)
  const run = await activate(room, advertiser)
  const { reason } = await until(room, advertiser, run.id, ({ status }) => status === 'failed')
  assert.equal(reason, 'gone')
  assert.equal(keptRows(), 0)
})

test('three days of failures are enough', async () => {
  receiver.answers.push(...Array.from({ length: 20 }, () => 500))
  const run = await activate(room, advertiser)
  for (let attempts = 1; attempts < 12; attempts++) {
    const found = await until(room, advertiser, run.id, (one) => one.attempts >= attempts || one.status === 'failed')
    if (found.status === 'failed') break
    pass(86_400_000)
  }
  const { reason } = await until(room, advertiser, run.id, ({ status }) => status !== 'waiting')
  assert.ok(reason === 'failing' || reason === 'expired')
  receiver.answers.length = 0
})

test('whoever leaves takes its destinations and what is on its way there with it', async () => {
  receiver.answers.push(503)
  const run = await activate(room, advertiser)
  await until(room, advertiser, run.id, ({ lastAnswer }) => lastAnswer === '503')
  await platform.client.call(leaveCollaboration, { params })
  const { reason } = await until(room, advertiser, run.id, ({ status }) => status === 'withdrawn')
  assert.equal(reason, 'member-gone')
  const at = { params: { collaboration, name: 'crm' } }
  assert.equal(await refusal(advertiser.client.call(readDestination, at)), '404 DESTINATION_NOT_FOUND')
  assert.equal(await refusal(activate(room, advertiser)), '422 DESTINATION_UNKNOWN')
  assert.equal(keptRows(), 0)
})
