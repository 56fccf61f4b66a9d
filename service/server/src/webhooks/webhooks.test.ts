import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { value } from '../collaboration/contribution.fixture.ts'
import { recordEvent } from '../events/record-event.ts'
import { insertPerson } from '../identity/user.fixture.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { openVaults } from '../vault/vaults.ts'
import { makeCourier } from './courier.ts'
import { testWebhook } from './deliver.ts'
import { dispatchEvents } from './dispatch-events.ts'
import { lookupPublic } from './post.ts'
import { isPublicAddress, whyUnreachable } from './reachable.ts'
import { signDelivery } from './sign-delivery.ts'
import type { WebhookWorld } from './webhook-world.ts'
import { changeWebhook, deleteWebhook, listDeliveries, listWebhooks, makeWebhook, readWebhook } from './webhooks.ts'

type Got = { readonly headers: IncomingHttpHeaders; readonly body: string }
type Here = {
  readonly world: WebhookWorld
  readonly url: string
  readonly got: Got[]
  readonly errors: unknown[]
  /** What the receiver answers next, 204 where nothing is said. */
  readonly answers: (number | 'hang up')[]
  readonly pass: (ms: number) => void
  /** Sends what is due and waits for it. */
  readonly deliver: () => Promise<void>
}

async function open(t: TestContext, allowsPrivateAddresses = true): Promise<Here> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-hooks-'))
  const store = await openSqliteStore(folder)
  let now = Date.parse('2026-03-01T00:00:00.000Z')
  const errors: unknown[] = []
  const world: WebhookWorld = {
    store,
    clock: () => new Date(now),
    random: (bytes) => randomBytes(bytes),
    name: 'test',
    publicUrl: 'http://localhost',
    dataFolder: folder,
    signingSeed: new Uint8Array(32),
    ...openVaults({ folder: join(folder, 'keys'), masterKey: new Uint8Array(32), random: randomBytes }),
    webhooks: { allowsPrivateAddresses },
    onError: (error) => void errors.push(error),
  }
  const got: Got[] = []
  const answers: (number | 'hang up')[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      const answer = answers.shift() ?? 204
      if (answer === 'hang up') request.socket.destroy()
      else
        response.writeHead(answer, answer === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('x'.repeat(100_000))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return {
    world,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    errors,
    answers,
    pass: (ms) => {
      now += ms
    },
    deliver: async () => {
      await dispatchEvents(world)
      const courier = makeCourier(world)
      await courier.round()
      for (let tries = 0; tries < 200; tries++) {
        const waiting = await store.db
          .selectFrom('deliveries')
          .select('sequence')
          .where('status', '=', 'waiting')
          .where('next_at', '<=', world.clock().toISOString())
          .execute()
        if (waiting.length === 0) break
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      await courier.stop()
    },
  }
}

async function happen({ world }: Here, ...audience: readonly string[]): Promise<void> {
  await world.store.transaction('col_1', (tx) =>
    recordEvent(tx, world, {
      kind: 'run.finished',
      collaboration: 'col_1',
      audience,
      data: { run: 'run_1', status: 'ok' },
    }),
  )
}

test('a webhook whose maker is disabled is told nothing more, until somebody else takes it on', async (t) => {
  const here = await open(t)
  const { db } = here.world.store
  for (const id of ['usr_a', 'usr_b']) await insertPerson(db, 'org_a', id)
  const by = (user: string) => ({ user, key: null })
  const { id } = value(await makeWebhook(here.world, 'org_a', { url: here.url }, by('usr_a')))
  await happen(here, 'org_a')
  await here.deliver()
  await db.updateTable('users').set({ is_disabled: 1 }).where('id', '=', 'usr_a').execute()
  await happen(here, 'org_a')
  await here.deliver()
  assert.equal(here.got.length, 1)
  const { value: seen } = value(await readWebhook(here.world, 'org_a', id))
  assert.deepEqual([seen.status, seen.disabledReason], ['disabled', 'user-disabled'])
  const { items } = value(await listDeliveries(here.world, 'org_a', id, {}))
  assert.deepEqual(
    items.map(({ status }) => status),
    ['failed', 'delivered'],
  )
  value(await changeWebhook(here.world, 'org_a', id, { url: here.url }, undefined, by('usr_b')))
  await happen(here, 'org_a')
  await here.deliver()
  assert.equal(here.got.length, 2)
})

test('the signature is the one that Standard Webhooks gives', () => {
  // The example of the specification's reference library.
  const signed = signDelivery('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1614265330 * 1000),
    body: '{"test": 2432232314}',
  })
  assert.equal(signed['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('who may hear of an event is told of it, once, signed', async (t) => {
  const here = await open(t)
  const { secret, id } = value(await makeWebhook(here.world, 'org_a', { url: here.url }))
  value(await makeWebhook(here.world, 'org_b', { url: here.url }))
  value(await makeWebhook(here.world, 'org_a', { url: here.url, kinds: ['table.paused'] }))
  await happen(here, 'org_a', 'org_c')
  await here.deliver()
  await here.deliver()
  assert.equal(here.got.length, 1)
  const { headers, body } = here.got[0] ?? { headers: {}, body: '' }
  assert.deepEqual(JSON.parse(body), {
    type: 'run.finished',
    timestamp: '2026-03-01T00:00:00.000Z',
    data: { collaboration: 'col_1', run: 'run_1', status: 'ok' },
  })
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  const [delivery] = value(await listDeliveries(here.world, 'org_a', id, {})).items
  assert.deepEqual([delivery?.status, delivery?.lastAnswer, delivery?.attempts], ['delivered', '204', 1])
  const rows = await here.world.store.db.selectFrom('webhooks').select('secret').execute()
  assert.ok(rows.every((row) => !row.secret.includes(secret)))
  assert.deepEqual(here.errors, [])
})

test('what fails is tried again, later and later, with the same id', async (t) => {
  const here = await open(t)
  const { id } = value(await makeWebhook(here.world, 'org_a', { url: here.url }))
  here.answers.push(500, 'hang up', 302)
  await happen(here, 'org_a')
  await here.deliver()
  for (const [ms, count] of [
    [4000, 1],
    [1000, 2],
    [29_000, 2],
    [1000, 3],
    [120_000, 4],
  ] as const) {
    here.pass(ms)
    await here.deliver()
    assert.equal(here.got.length, count, `after ${ms}`)
  }
  assert.equal(new Set(here.got.map(({ headers }) => headers['webhook-id'])).size, 1)
  const [delivery] = value(await listDeliveries(here.world, 'org_a', id, {})).items
  assert.deepEqual([delivery?.status, delivery?.attempts], ['delivered', 4])
})

test('three days of failures disable a webhook, and a change wakes it', async (t) => {
  const here = await open(t)
  const { id } = value(await makeWebhook(here.world, 'org_a', { url: here.url }))
  here.answers.push(...Array.from({ length: 50 }, () => 503))
  await happen(here, 'org_a')
  for (let hour = 0; hour < 100; hour++) {
    await here.deliver()
    here.pass(3_600_000)
  }
  const { value: webhook } = value(await readWebhook(here.world, 'org_a', id))
  assert.deepEqual([webhook.status, webhook.disabledReason], ['disabled', 'failing'])
  const before = here.got.length
  await happen(here, 'org_a')
  await here.deliver()
  assert.equal(here.got.length, before)
  assert.equal(value(await changeWebhook(here.world, 'org_a', id, { url: here.url }, undefined)).value.status, 'active')
})

test('a receiver that is gone says so once', async (t) => {
  const here = await open(t)
  const { id } = value(await makeWebhook(here.world, 'org_a', { url: here.url }))
  here.answers.push(410)
  await happen(here, 'org_a')
  await here.deliver()
  const { value: webhook } = value(await readWebhook(here.world, 'org_a', id))
  assert.deepEqual([webhook.status, webhook.disabledReason], ['disabled', 'gone'])
})

test('a test says what the receiver answered', async (t) => {
  const here = await open(t)
  const { id } = value(await makeWebhook(here.world, 'org_a', { url: here.url }))
  here.answers.push(418)
  assert.deepEqual((await value(await testWebhook(here.world, 'org_a', id))).lastAnswer, '418')
  const closed = value(await makeWebhook(here.world, 'org_a', { url: 'http://127.0.0.1:1/' }))
  assert.equal(value(await testWebhook(here.world, 'org_a', closed.id)).lastAnswer, 'connection-refused')
})

test('webhooks of others are not there', async (t) => {
  const here = await open(t)
  const { id } = value(await makeWebhook(here.world, 'org_a', { url: here.url }))
  const outcomes = [
    await readWebhook(here.world, 'org_b', id),
    await changeWebhook(here.world, 'org_b', id, { url: here.url }, undefined),
    await deleteWebhook(here.world, 'org_b', id),
    await listDeliveries(here.world, 'org_b', id, {}),
    await testWebhook(here.world, 'org_b', id),
  ]
  for (const outcome of outcomes) assert.equal(outcome.ok || outcome.problem.status, 404)
  assert.deepEqual(value(await listWebhooks(here.world, 'org_b', {})).items, [])
})

const addresses: readonly (readonly [string, boolean])[] = [
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.20.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::7f00:1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['2002:7f00:1::', false],
  ['ff02::1', false],
  ['localhost', false],
]

for (const [address, isPublic] of addresses) {
  test(`${address} is ${isPublic ? '' : 'not '}of the open internet`, () => {
    assert.equal(isPublicAddress(address), isPublic)
  })
}

const urls: readonly (readonly [string, boolean])[] = [
  ['https://example.org/hook', true],
  ['https://8.8.8.8/hook', true],
  ['http://example.org/hook', false],
  ['https://user:secret@example.org/', false],
  ['https://127.0.0.1/', false],
  ['https://2130706433/', false],
  ['https://0x7f.1/', false],
  ['https://[::1]/', false],
  ['https://[::ffff:7f00:1]/', false],
  ['https://localhost/', false],
  ['https://db.internal/', false],
  ['https://example.org/#part', false],
  ['file:///etc/passwd', false],
]

for (const [url, isReachable] of urls) {
  test(`${url} ${isReachable ? 'may' : 'may not'} be a webhook`, () => {
    assert.equal(whyUnreachable(url, false) === undefined, isReachable)
  })
}

test('a name that stands for an address of the own network is not connected to', async (t) => {
  const code = await new Promise((resolve) => lookupPublic('localhost', {}, (error) => resolve(error?.code)))
  assert.equal(code, 'EADDRESSREFUSED')
  const here = await open(t, false)
  const { id } = value(await makeWebhook(here.world, 'org_a', { url: 'https://example.org/' }))
  // What was accepted once is looked at again before every attempt.
  await here.world.store.db.updateTable('webhooks').set({ url: here.url }).where('id', '=', id).execute()
  assert.equal(value(await testWebhook(here.world, 'org_a', id)).lastAnswer, 'address-refused')
  assert.equal(here.got.length, 0)
})
