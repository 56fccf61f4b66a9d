import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fuzz, prepareRoom } from './fuzz.suite.ts'
import { openTestServer } from './server.suite.ts'

const place = await openTestServer({ log: { level: 'silent' } })
after(() => place.close())

test('three thousand requests made from the contract are answered as it says, and tell nobody what is not theirs', async () => {
  const statuses = await fuzz(await prepareRoom(place), 3000)
  // Otherwise nothing behind the gate was reached.
  for (const status of [200, 201, 400, 401, 403, 404, 422])
    assert.ok((statuses.get(status) ?? 0) > 0, `${status} of ${JSON.stringify([...statuses])}`)
})
