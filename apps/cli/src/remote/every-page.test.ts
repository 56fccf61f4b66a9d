import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from '../usage-error.ts'
import { everyPage } from './every-page.ts'
import { pick } from './pick.ts'

const numbers = Array.from({ length: 450 }, (_, i) => i)

/** A list of 450 numbers, as a server gives it. */
async function numbersFrom({ cursor = '0', limit = 50 }: { readonly cursor?: string; readonly limit?: number }) {
  const end = Number(cursor) + limit
  return { items: numbers.slice(Number(cursor), end), ...(end < numbers.length ? { next: String(end) } : {}) }
}

test('all of a list is read, however many pages it has', async () => {
  assert.deepEqual(await everyPage(numbersFrom), { items: numbers })
})

test('of a long list no more is read than is wanted, and where it goes on is said', async () => {
  assert.deepEqual(await everyPage(numbersFrom, 3), { items: [0, 1, 2], next: '3' })
  const { items, next } = await everyPage(numbersFrom, 250)
  assert.deepEqual([items.length, next], [250, '250'])
  assert.equal((await everyPage(numbersFrom, 450)).next, undefined)
})

test('a thing is picked by name or id; one of several is not guessed', () => {
  const [a, b] = [
    { id: '1', name: 'a' },
    { id: '2', name: 'b' },
  ]
  assert.equal(pick([a, b], 'b', 'thing'), b)
  assert.equal(pick([a, b], '1', 'thing'), a)
  assert.throws(() => pick([a, b], 'c', 'thing'), /no thing is named c; there are a \(1\), b \(2\)/)
  assert.throws(() => pick([a, { ...b, name: 'a' }], 'a', 'thing'), UsageError)
  assert.throws(() => pick([], 'a', 'thing'), /there is none/)
})
