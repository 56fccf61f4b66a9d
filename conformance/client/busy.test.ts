import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect, ProblemError } from '@glovebox/client'
import { openTestServer } from '../api/server.suite.ts'

const place = await openTestServer({ limits: { anonymousRequestsPerMinute: 120 } })
after(() => place.close())

test('a client that is turned away comes back when it was told to', async () => {
  const answered: number[] = []
  const counting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    answered.push(response.status)
    return response
  }
  const impatient = connect({ url: place.url, fetch: counting, retry: false })
  const isBusy = (error: unknown): boolean =>
    error instanceof ProblemError && error.problem.code === 'TOO_MANY_REQUESTS'
  await assert.rejects(async () => {
    for (let call = 0; call < 1000; call++) await impatient.getServer()
  }, isBusy)
  answered.length = 0
  await connect({ url: place.url, fetch: counting }).getServer()
  assert.deepEqual(answered, [429, 200])
})
