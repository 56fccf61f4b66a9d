import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { allRoutes, ProblemError, type RunStatus } from '@glovebox/api'
import { connect, paginate, ResultError, resultRows, runAndWait, uploadFile, waitForRun } from '@glovebox/client'
import { makeRoom } from '../api/room.suite.ts'
import { openTestServer } from '../api/server.suite.ts'

const place = await openTestServer()
after(() => place.close())
const { url } = place
const room = await makeRoom(place)
const { collaboration } = room
const client = connect({ url, token: room.advertiser.token })
const owner = connect({ url, token: room.publisher.token })
const params = { collaboration }
const sql = 'SELECT campaign, COUNT(DISTINCT user_id) AS people FROM impressions GROUP BY campaign'

/** A client on a network that does something first. */
const onNetwork = (network: typeof fetch): typeof client =>
  connect({ url, token: room.advertiser.token, fetch: network, retry: { attempts: 3, firstWaitMs: 5 } })

const isEvents = (input: unknown): boolean => String(input).endsWith('/events')

test('every operation of the API is a method', () => {
  const methods = new Map(Object.entries(client))
  assert.deepEqual(
    allRoutes.filter(({ id }) => typeof methods.get(id) !== 'function').map(({ id }) => id),
    [],
  )
})

test('methods take and give what the API says, and throw its problems', async () => {
  assert.equal((await client.getCollaboration({ params })).name, 'ads')
  assert.equal((await client.getMe()).organisation.name, 'advertiser')
  await assert.rejects(
    client.getCollaboration({ params: { collaboration: 'col_aaaaaaaaaaaaaaaaaaaaaaaaaa' } }),
    (error) => error instanceof ProblemError && error.problem.code === 'NOT_FOUND',
  )
})

test('an analysis is run and waited for, and its rows are read as what they are', async () => {
  const steps: RunStatus[] = []
  const run = await runAndWait(client, { params, body: { sql } }, { onStatus: (status) => steps.push(status) })
  assert.equal(run.status, 'ok', JSON.stringify(run.diagnostics))
  assert.deepEqual(steps.at(-1), 'ok')
  assert.deepEqual(steps, [...new Set(steps)])
  const rows = await resultRows(client, run, { campaign: 'text', people: 'integer' })
  assert.deepEqual(
    rows.toSorted((a, b) => a.campaign.localeCompare(b.campaign)),
    [
      { campaign: 'a', people: 1000n },
      { campaign: 'b', people: 1000n },
    ],
  )
  const [first] = await resultRows(client, run, { people: 'number?' })
  assert.equal(first?.people, 1000)
  await assert.rejects(resultRows(client, run, { persons: 'number' }), ResultError)
  await assert.rejects(resultRows(client, run, { campaign: 'boolean' }), ResultError)
})

test('what rules refuse is thrown, with all reasons', async () => {
  await assert.rejects(
    runAndWait(client, { params, body: { sql: 'SELECT user_id FROM impressions' } }),
    (error) => error instanceof ProblemError && (error.problem.diagnostics ?? []).length > 0,
  )
})

test('an answer that was lost is asked for again, and nothing is run twice', async () => {
  let posts = 0
  const losing = onNetwork(async (input, init) => {
    const response = await fetch(input, init)
    if (init?.method === 'POST' && ++posts === 1) throw new TypeError('fetch failed')
    return response
  })
  const before = (await client.listRuns({ params })).items.length
  const run = await runAndWait(losing, { params, body: { sql } })
  assert.equal(run.status, 'ok')
  assert.equal(posts, 2)
  assert.equal((await client.listRuns({ params })).items.length, before + 1)
})

test('a stream of steps that breaks goes on after the last step heard', async () => {
  const resumed: (string | null)[] = []
  const breaking = onNetwork(async (input, init) => {
    const response = await fetch(input, init)
    if (!isEvents(input) || response.body === null) return response
    resumed.push(new Headers(init?.headers).get('last-event-id'))
    if (resumed.length > 1) return response
    let isTold = false
    const untilFirst = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => {
        const first = /^[\s\S]*?id: 1\n[\s\S]*?\n\n/.exec(new TextDecoder().decode(chunk))
        out.enqueue(first === null ? chunk : new TextEncoder().encode(first[0]))
        if (first === null) return
        if (isTold) out.error(new TypeError('terminated'))
        isTold = true
        out.terminate()
      },
    })
    return new Response(response.body.pipeThrough(untilFirst))
  })
  const steps: RunStatus[] = []
  const run = await runAndWait(breaking, { params, body: { sql } }, { onStatus: (status) => steps.push(status) })
  assert.equal(run.status, 'ok')
  assert.deepEqual(resumed, [null, '1'])
  assert.deepEqual(steps, ['queued', 'running', 'ok'])
})

test('where no stream gets through, the run is asked for until it has ended', async () => {
  const asked: string[] = []
  const deaf = onNetwork(async (input, init) => {
    if (isEvents(input)) throw new TypeError('fetch failed')
    asked.push(String(input))
    return await fetch(input, init)
  })
  const steps: RunStatus[] = []
  const run = await runAndWait(deaf, { params, body: { sql } }, { onStatus: (status) => steps.push(status) })
  assert.equal(run.status, 'ok')
  assert.equal(steps.at(-1), 'ok')
  assert.ok(asked.some((address) => address.includes('wait=')))
})

test('a run that has ended is there at once, and one that is not there is not waited for', async () => {
  const run = await runAndWait(client, { params, body: { sql } })
  assert.equal((await waitForRun(client, run)).status, 'ok')
  await assert.rejects(waitForRun(client, { collaboration, id: 'run_aaaaaaaaaaaaaaaaaaaaaaaaaa' }), ProblemError)
})

test('a run that is no longer waited for is stopped on the server, too', async () => {
  const stop = new AbortController()
  const slow =
    'SELECT COUNT(DISTINCT a.user_id) AS n FROM impressions a JOIN impressions b ON a.cost <> b.cost JOIN impressions c ON b.cost <> c.cost'
  const asked = runAndWait(
    client,
    { params, body: { sql: slow } },
    { signal: stop.signal, onStatus: (status) => status === 'running' && stop.abort(new Error('enough')) },
  )
  await assert.rejects(asked, /enough/)
  const [newest] = (await client.listRuns({ params })).items
  assert.equal((await waitForRun(client, newest ?? { collaboration, id: '' })).status, 'cancelled')
})

test('lists are gone through page after page', async () => {
  const all = (await client.listRuns({ params })).items.map(({ id }) => id)
  const input = { params, query: { limit: 2 } }
  const paged: string[] = []
  for await (const { id } of paginate(client.listRuns, input)) paged.push(id)
  assert.ok(paged.length > 4)
  assert.deepEqual(paged, all)
})

const csv = 'user_id\nu1\n'
const uploads = {
  text: () => csv,
  bytes: () => new TextEncoder().encode(csv),
  'a blob': () => new Blob([csv]),
  'a stream': () => new Blob([csv]).stream() as ReadableStream<Uint8Array>,
}
for (const [what, make] of Object.entries(uploads)) {
  test(`${what} can be uploaded`, async () => {
    assert.equal((await uploadFile(owner, `more/${what}.csv`, make())).bytes, csv.length)
  })
}
