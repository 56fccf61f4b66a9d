import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { makeRoom } from '../api/room.suite.ts'
import { openTestServer } from '../api/server.suite.ts'

const place = await openTestServer()
after(() => place.close())

test('the client works where there is nothing but the web', async () => {
  const { advertiser, collaboration } = await makeRoom(place)
  const sql = 'SELECT COUNT(DISTINCT user_id) AS people FROM impressions'
  const workerData = { url: place.url, token: advertiser.token, collaboration, sql }
  const worker = new Worker(new URL('web-only.worker.ts', import.meta.url), { workerData })
  const [{ checkpoint, ...did }] = await once(worker, 'message')
  assert.deepEqual(did, { globals: [], status: 'ok', rows: [{ people: 2000 }], runs: ['ok'], bytes: 4 })
  assert.match(checkpoint, new RegExp(`/${collaboration}\n`))
  await worker.terminate()
})
