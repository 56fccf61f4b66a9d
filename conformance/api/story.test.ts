import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { checkAnalysis, ProblemError, readResult } from '@glovebox/api'
import { ask, makeRoom, rowsOf } from './room.suite.ts'
import { openTestServer } from './server.suite.ts'

const place = await openTestServer()
after(() => place.close())
const room = await makeRoom(place)
const { publisher, advertiser, collaboration } = room

const reach = 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM impressions GROUP BY campaign ORDER BY campaign'

test('what a rule allows is told before anything runs', async () => {
  const answer = await advertiser.client.call(checkAnalysis, { params: { collaboration }, body: { sql: reach } })
  assert.equal(answer.status, 'ok', JSON.stringify(answer.diagnostics))
})

test('two organisations that share a server come to a result', async () => {
  const run = await ask(room, reach)
  assert.equal(run.status, 'ok', JSON.stringify(run))
  assert.deepEqual(await rowsOf(advertiser, run), [
    ['a', 1000],
    ['b', 1000],
  ])
})

test('what a rule refuses is refused with its reasons', async () => {
  await assert.rejects(
    ask(room, 'SELECT user_id FROM impressions'),
    (error) =>
      error instanceof ProblemError && error.problem.code === 'REFUSED' && (error.problem.diagnostics ?? []).length > 0,
  )
})

test('who receives a result gets it in every format', async () => {
  const run = await ask(room, reach)
  for (const accept of readResult.answer.media ?? []) {
    const params = { collaboration, run: run.id }
    const response = await advertiser.client.open(readResult, { params }, { accept })
    assert.ok((response.headers.get('content-type') ?? '').startsWith(accept))
    assert.ok((await response.arrayBuffer()).byteLength > 20)
  }
  assert.deepEqual(await rowsOf(publisher, run), await rowsOf(advertiser, run))
})
