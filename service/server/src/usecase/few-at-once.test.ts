import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fewAtOnce } from './few-at-once.ts'

test('results come in the order of the items, and never more than four at a time are in work', async () => {
  let inWork = 0
  let most = 0
  const items = Array.from({ length: 20 }, (_, i) => i)
  const made = await fewAtOnce(items, async (item) => {
    inWork += 1
    most = Math.max(most, inWork)
    await sleep((item * 7) % 5)
    inWork -= 1
    return item * 2
  })
  assert.deepEqual(
    made,
    items.map((item) => item * 2),
  )
  assert.equal(most, 4)
})

test('a failure is not swallowed', async () => {
  await assert.rejects(
    fewAtOnce([1], async () => {
      throw new TypeError('a bug')
    }),
    TypeError,
  )
})
