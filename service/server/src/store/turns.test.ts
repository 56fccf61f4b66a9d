import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { openTurns } from './turns.ts'

test('whoever is alone is alone, everybody gets a turn, and nobody goes before work that came earlier and is alone', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ isAlone: fc.boolean(), lasts: fc.nat(4), fails: fc.boolean() })),
      async (works) => {
        const turns = openTurns()
        const begun: number[] = []
        let shared = 0
        let alone = 0
        const ends = works.map(({ isAlone, lasts, fails }, n) =>
          turns[isAlone ? 'alone' : 'shared'](async () => {
            begun.push(n)
            if (isAlone) alone += 1
            else shared += 1
            for (let rest = lasts; rest >= 0; rest--) {
              assert.ok(alone === 0 || (alone === 1 && shared === 0))
              await turn()
            }
            if (isAlone) alone -= 1
            else shared -= 1
            if (fails) throw new Error(`${n}`)
            return n
          }),
        )
        const told = await Promise.allSettled(ends)
        assert.deepEqual(
          told.map((one, n) => (one.status === 'fulfilled' ? one.value : `${one.reason.message} of ${n}`)),
          works.map(({ fails }, n) => (fails ? `${n} of ${n}` : n)),
        )
        assert.deepEqual(begun, [...works.keys()])
      },
    ),
    { numRuns: 30 },
  ))

test('work that may share runs at once', async () => {
  const turns = openTurns()
  let isFirstUnderWay = false
  const first = turns.shared(async () => {
    isFirstUnderWay = true
    await turn()
    await turn()
    isFirstUnderWay = false
  })
  assert.equal(await turns.shared(async () => isFirstUnderWay), true)
  await first
})
