import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBatch } from './batch.ts'

const own = (error: unknown): boolean => error instanceof RangeError

test('what is asked at once is kept together, in its order, and each is told what came of it', async () => {
  const kept: (readonly number[])[] = []
  const batch = openBatch<number, string>(3, {
    keep: async (items) => {
      kept.push(items)
      return items.map((item) => `kept ${item}`)
    },
    isOwn: own,
  })
  assert.deepEqual(
    await Promise.all([1, 2, 3, 4].map(batch)),
    [1, 2, 3, 4].map((n) => `kept ${n}`),
  )
  assert.deepEqual(kept, [[1, 2, 3], [4]])
  assert.equal(await batch(5), 'kept 5')
})

const failures: readonly { readonly of: string; readonly error: Error; readonly told: readonly string[] }[] = [
  { of: 'one item', error: new RangeError('not 2'), told: ['fulfilled', 'rejected', 'fulfilled'] },
  { of: 'the store', error: new Error('away'), told: ['rejected', 'rejected', 'rejected'] },
]

for (const { of, error, told } of failures) {
  test(`a failure of ${of} takes along nobody else whom it does not concern`, async () => {
    const kept = new Set<number>()
    const batch = openBatch<number, number>(10, {
      keep: async (items) => {
        if (items.includes(2)) throw error
        for (const item of items) kept.add(item)
        return items
      },
      isOwn: own,
    })
    const ends = await Promise.allSettled([1, 2, 3].map(batch))
    assert.deepEqual(
      ends.map(({ status }) => status),
      told,
    )
    assert.deepEqual([...kept], told[0] === 'fulfilled' ? [1, 3] : [])
    assert.equal(await batch(4), 4)
  })
}
