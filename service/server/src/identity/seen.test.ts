import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSeen } from './seen.ts'

test('what is forgotten while it is read is not kept', async () => {
  const seen = openSeen()
  const read = await seen.read('key', 0, async () => {
    seen.forget()
    return 'as it was before'
  })
  assert.equal(read, 'as it was before')
  assert.equal(seen.get('key', 0), undefined)
})

test('what was read is kept for half a minute, until anything is forgotten or the clock jumps back', async () => {
  const seen = openSeen()
  await seen.read('key', 100_000, async () => 'it')
  assert.equal(seen.get('key', 129_999), 'it')
  assert.equal(seen.get('key', 130_000), undefined)
  assert.equal(seen.get('key', 99_999), undefined)
  seen.forget()
  assert.equal(seen.get('key', 100_000), undefined)
  assert.equal(await seen.read('other', 0, async () => undefined), undefined)
  assert.equal(seen.get('other', 0), undefined)
})
