import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remembered } from './remembered.ts'

test('a function that remembers gives what the function gives, and computes once what it was asked for last', () => {
  const asked: string[] = []
  const sum = remembered(2, (a: number, b: bigint) => {
    asked.push(`${a} ${b}`)
    return BigInt(a) + b
  })
  assert.deepEqual([sum(1, 2n), sum(1, 2n), sum(12, 0n), sum(1, 20n), sum(1, 2n)], [3n, 3n, 12n, 21n, 3n])
  assert.deepEqual(asked, ['1 2', '12 0', '1 20', '1 2'])
})

test('what throws throws again', () => {
  const never = remembered(2, (a: number) => {
    throw new RangeError(`not ${a}`)
  })
  assert.throws(() => never(1), RangeError)
  assert.throws(() => never(1), RangeError)
})
