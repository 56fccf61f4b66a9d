import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz, prepareRoom } from './fuzz.suite.ts'
import { openTestServer } from './server.suite.ts'

// A room wears out under such requests: members pause, tables stop, budgets end. So there are several.

for (const round of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  test(`five thousand requests made from the contract are answered as it says, in room ${round} of 10`, async () => {
    const place = await openTestServer({ log: { level: 'silent' } })
    try {
      const statuses = await fuzz(await prepareRoom(place), 5000, round)
      for (const status of [200, 201, 400, 401, 403, 404, 422])
        assert.ok((statuses.get(status) ?? 0) > 0, `${status} of ${JSON.stringify([...statuses])}`)
    } finally {
      await place.close()
    }
  })
