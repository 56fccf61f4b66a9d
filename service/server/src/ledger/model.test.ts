import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAgainstModel } from './model.suite.ts'
import { withRoom } from './requests.fixture.ts'

test('the ledger is the naive one: same answers, same sums, same history', () =>
  withRoom(async (state) => {
    const answers = await checkAgainstModel(state, 100)
    for (const what of ['reserved', 'repeated', 'key-taken', 'data-set', 'collaboration', 'member'])
      assert.ok((answers.get(`reserve ${what}`) ?? 0) > 0, `no reservation was answered ${what}`)
    for (const what of ['touch', 'spent', 'untouched'])
      for (const holds of ['true', 'false']) assert.ok((answers.get(`${what} ${holds}`) ?? 0) > 0, `${what} ${holds}`)
  }))
