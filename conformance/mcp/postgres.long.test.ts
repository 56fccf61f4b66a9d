import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listAgents } from '@glovebox/api'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openTestServer, setUpOperator } from '../api/server.suite.ts'
import { rawProgram, signedInBrowser } from './program.suite.ts'

const postgres = await sharedPostgres()
const place = await openTestServer({ database: { url: await postgres.newDatabase() } } as never)
after(() => place.close())

test('on PostgreSQL too, tokens turn over, and one that is used twice ends all of them', async () => {
  const operator = await setUpOperator(place)
  const program = await rawProgram(place.url)
  const { browser } = await signedInBrowser(place.url, program.authorizeUrl(), 'operator@example.org')
  const { body: first } = await program.exchange(await program.code(browser))
  const form = { grant_type: 'refresh_token', client_id: program.client, refresh_token: String(first.refresh_token) }
  const racing = await Promise.all([program.token(form), program.token(form), program.token(form)])
  assert.deepEqual(racing.map(({ status }) => status).toSorted(), [200, 400, 400])
  const second = racing.find(({ status }) => status === 200)?.body.refresh_token
  assert.equal((await program.token({ ...form, refresh_token: String(second) })).body.error, 'invalid_grant')
  const { items } = await operator.client.call(listAgents, {})
  assert.deepEqual(
    items.map(({ isRevoked, limits }) => [isRevoked, limits]),
    [[true, { maxShare: 0.1, approvalAboveShare: 0.02 }]],
  )
})
