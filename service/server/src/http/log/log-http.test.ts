import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  type CheckpointView,
  type ConsistencyView,
  compareCheckpoints,
  entryLeafHash,
  type LogItem,
  type Page,
  type Problem,
  type ProvenEntry,
  type ReceiptBundle,
  type ReceiptOpening,
  type Run,
  verifyLogExport,
  verifyReceiptBundle,
} from '@glovebox/api'
import { verifyInclusion } from '@glovebox/crypto'
import { verifierKeyOf } from '../../log/checkpoint.ts'
import type { Principal } from '../../principal.ts'
import {
  advertiser,
  agency,
  openRunGround,
  personOf,
  publisher,
  type RunGround,
  room,
  stranger,
} from '../../runs/runs.fixture.ts'
import { makeApp } from '../app.ts'
import { logBindings } from './log-bindings.ts'

const bystander = `org_${'b'.repeat(26)}`
const people: Readonly<Record<string, Principal>> = {
  advertiser: personOf(advertiser),
  agency: personOf(agency),
  publisher: personOf(publisher),
  bystander: personOf(bystander),
  stranger: personOf(stranger),
  narrow: personOf(publisher, { scopes: new Set(['runs:read']) }),
}

type Here = RunGround & {
  readonly get: (who: string, path: string) => Promise<Response>
  readonly ask: () => Promise<Run>
}

/** A member that asks nothing, brings nothing and receives nothing. */
async function addBystander({ world: { store } }: RunGround): Promise<void> {
  await store.transaction(room, async (tx) => {
    const member = await tx
      .selectFrom('members')
      .selectAll()
      .where('organisation', '=', publisher)
      .executeTakeFirstOrThrow()
    const names = { organisation: bystander, name: 'bystander', folded: 'bystander', abilities: '[]' }
    await tx
      .insertInto('members')
      .values({ ...member, ...names })
      .execute()
  })
}

async function open(t: TestContext): Promise<Here> {
  const ground = await openRunGround()
  t.after(ground.close)
  await addBystander(ground)
  await ground.area.start()
  const app = makeApp({
    bindings: [...ground.area.bindings, ...logBindings(ground.world, { version: '0.2.0' })],
    authenticate: async ({ authorization }) => {
      const principal = people[authorization ?? '']
      return principal === undefined ? { kind: 'anonymous' } : { kind: 'principal', principal }
    },
    isSameSite: () => true,
    limits: { signedIn: { perMinute: 1e6, burst: 1e6 }, anonymous: { perMinute: 1e6, burst: 1e6 }, bodyBytes: 1e6 },
    isSecure: false,
    trustedProxies: 0,
    requestId: () => 'req_1',
    now: () => performance.now(),
    onServed: ({ error }) => {
      if (error !== undefined) ground.errors.push(error)
    },
    isReady: () => true,
  })
  const send = async (who: string, path: string, init: RequestInit = {}): Promise<Response> =>
    app.request(`/v1/collaborations/${room}${path}`, {
      ...init,
      headers: { authorization: who, 'content-type': 'application/json' },
    })
  const body = JSON.stringify({ sql: 'SELECT city, COUNT(*) AS n FROM impressions GROUP BY city' })
  const ask = async (): Promise<Run> => json(send('advertiser', '/runs?wait=10', { method: 'POST', body }), 202)
  return { ...ground, get: send, ask }
}

async function json<T>(response: Response | Promise<Response>, status = 200): Promise<T> {
  const got = await response
  const text = await got.text()
  assert.equal(got.status, status, text)
  return JSON.parse(text) as T
}

const trust = {
  verifierKey: verifierKeyOf({ name: 'test', signingSeed: new Uint8Array(32) }),
  origin: `test/${room}`,
}

test('the other member verifies the receipt of a run with the public key alone', async (t) => {
  const { get, ask } = await open(t)
  const { status, receipt } = await ask()
  assert.equal(status, 'ok')
  for (const who of ['publisher', 'advertiser', 'agency']) {
    const bundle = await json<ReceiptBundle>(get(who, `/receipts/${receipt}`))
    const verdict = verifyReceiptBundle(bundle, trust)
    assert.equal(verdict.status === 'verified' && verdict.receipt, receipt)
  }
  const { salt } = await json<ReceiptOpening>(get('advertiser', `/receipts/${receipt}/opening`))
  const result = await json<{ readonly columns: []; readonly rows: [] }>(
    get('advertiser', `/runs/${(await ask()).id}/result`),
  )
  assert.match(salt ?? '', /^[0-9a-f]{64}$/)
  const bundle = await json<ReceiptBundle>(get('publisher', `/receipts/${receipt}`))
  const opened = verifyReceiptBundle(bundle, trust, { salt: salt ?? '', result })
  assert.equal(opened.status === 'verified' && opened.result, 'opened', JSON.stringify(opened))
})

test('who has no part in a run sees that something is in the log, and not what', async (t) => {
  const { get, ask } = await open(t)
  const { receipt, id } = await ask()
  const page = await json<Page<LogItem>>(get('bystander', '/log'))
  const shown = await json<Page<LogItem>>(get('publisher', '/log'))
  assert.deepEqual(
    page.items.map(({ sequence, hash }) => [sequence, hash]),
    shown.items.map(({ sequence, hash }) => [sequence, hash]),
  )
  assert.ok(shown.items.some(({ kind, query }) => kind === 'submitted' && query?.startsWith('SELECT city')))
  const hidden = page.items.filter(({ isHidden }) => isHidden)
  assert.equal(hidden.length, 2)
  for (const item of hidden) assert.deepEqual(Object.keys(item), ['sequence', 'hash', 'isHidden'])
  const exported = await (await get('bystander', '/log/export')).text()
  for (const text of [JSON.stringify(page), exported]) assert.doesNotMatch(text, new RegExp(`SELECT|${id}|${receipt}`))
  const verdict = await verifyLogExport(exported.trim().split('\n'), trust)
  assert.equal(verdict.status === 'verified' && verdict.hidden, 2)
  const one = await json<ProvenEntry>(get('bystander', `/log/entries/${hidden[0]?.sequence}`))
  assert.equal(one.entry, undefined)
})

test('one entry is proven, and is what was hashed', async (t) => {
  const { get, ask } = await open(t)
  await ask()
  const checkpoint = await json<CheckpointView>(get('publisher', '/log/checkpoint'))
  for (let sequence = 1; sequence <= checkpoint.size; sequence++) {
    const { entry, hash, inclusion } = await json<ProvenEntry>(get('agency', `/log/entries/${sequence}`))
    assert.equal(entryLeafHash(entry), hash)
    const { leafIndex: index, size, proof } = inclusion
    assert.deepEqual(verifyInclusion({ index, size, proof, leafHash: hash, root: checkpoint.root }), { ok: true })
  }
})

test('checkpoints of two visits are of one history', async (t) => {
  const { get, ask } = await open(t)
  const before = await json<CheckpointView>(get('publisher', '/log/checkpoint'))
  await ask()
  const after = await json<CheckpointView>(get('advertiser', '/log/checkpoint'))
  assert.ok(after.size > before.size)
  assert.equal(after.key, trust.verifierKey)
  const proof = await json<ConsistencyView>(get('publisher', `/log/consistency?from=${before.size}&to=${after.size}`))
  const found = compareCheckpoints(before.note, after.note, trust, proof)
  assert.equal('kind' in found && found.kind, 'same-history')
})

test('the log is read in parts, newest first, each entry once', async (t) => {
  const { get, ask } = await open(t)
  for (let i = 0; i < 3; i++) await ask()
  const { size } = await json<CheckpointView>(get('agency', '/log/checkpoint'))
  const seen: number[] = []
  for (let cursor = ''; ; ) {
    const { items, next } = await json<Page<LogItem>>(get('agency', `/log?limit=2${cursor}`))
    seen.push(...items.map(({ sequence }) => sequence))
    if (next === undefined) break
    cursor = `&cursor=${next}`
  }
  assert.deepEqual(
    seen,
    Array.from({ length: size }, (_, i) => size - i),
  )
})

test('other systems get events of what the member may see', async (t) => {
  const { get, ask } = await open(t)
  await ask()
  const lines = async (who: string, format: string): Promise<readonly Record<string, unknown>[]> => {
    const response = await get(who, `/log/export?format=${format}`)
    assert.equal(response.headers.get('content-type'), 'application/jsonl')
    const text = await response.text()
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }
  const ocsf = await lines('publisher', 'ocsf')
  assert.equal(ocsf.filter(({ class_uid }) => class_uid === 6005).length, 2)
  assert.ok(ocsf.some(({ class_uid }) => class_uid === 6003))
  assert.equal((await lines('bystander', 'ocsf')).filter(({ class_uid }) => class_uid === 6005).length, 0)
  assert.deepEqual(
    (await lines('publisher', 'open-lineage')).map(({ eventType }) => eventType),
    ['START', 'COMPLETE'],
  )
  assert.deepEqual(await lines('bystander', 'open-lineage'), [])
})

test('each route answers each caller as it should', async (t) => {
  const { get, ask, errors } = await open(t)
  const { receipt } = await ask()
  const none = `rcpt_${'a'.repeat(26)}`
  const paths = ['/log', '/log/checkpoint', '/log/consistency?from=0&to=1', '/log/entries/1', '/log/export']
  const all = [...paths, `/receipts/${receipt}`, `/receipts/${receipt}/opening`]
  const rows: readonly (readonly [who: string, path: string, status: number, reason?: string])[] = [
    ...all.map((path) => ['stranger', path, 404, 'COLLABORATION_NOT_FOUND'] as const),
    ...all.map((path) => ['nobody', path, 401] as const),
    ...paths.map((path) => ['narrow', path, 403] as const),
    ...paths.map((path) => ['bystander', path, 200] as const),
    ['bystander', `/receipts/${receipt}`, 404, 'RECEIPT_NOT_FOUND'],
    ['bystander', `/receipts/${receipt}/opening`, 404, 'RECEIPT_NOT_FOUND'],
    ['publisher', `/receipts/${receipt}/opening`, 200],
    ['agency', `/receipts/${receipt}/opening`, 200],
    ['publisher', `/receipts/${none}`, 404, 'RECEIPT_NOT_FOUND'],
    ['publisher', `/receipts/${none}/opening`, 404, 'RECEIPT_NOT_FOUND'],
    ['publisher', '/receipts/nonsense', 400],
    ['publisher', '/log?cursor=nonsense', 400, 'CURSOR_UNKNOWN'],
    ['publisher', '/log?limit=0', 400],
    ['publisher', '/log/consistency', 400],
    ['publisher', '/log/consistency?from=2&to=1', 404, 'LOG_SIZE_UNKNOWN'],
    ['publisher', '/log/consistency?from=0&to=1000', 404, 'LOG_SIZE_UNKNOWN'],
    ['publisher', '/log/consistency?from=-1&to=1', 400],
    ['publisher', '/log/entries/1000', 404, 'LOG_ENTRY_UNKNOWN'],
    ['publisher', '/log/entries/0', 400],
    ['publisher', '/log/entries/1.5', 400],
    ['publisher', '/log/export?format=nonsense', 400],
  ]
  for (const [who, path, status, reason] of rows) {
    const response = await get(who, path)
    const text = await response.text()
    assert.equal(response.status, status, `${who} ${path}: ${text}`)
    if (reason !== undefined) assert.equal((JSON.parse(text) as Problem).reason, reason, `${who} ${path}`)
  }
  const opening = await json<ReceiptOpening>(get('publisher', `/receipts/${receipt}/opening`))
  assert.deepEqual(opening, {}, 'the salt is for receivers')
  assert.deepEqual(errors, [])
})
