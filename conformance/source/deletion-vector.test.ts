import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readRoaring } from '../../service/source/src/delta/roaring.ts'
import { Refused } from '../../service/source/src/lake/refused.ts'
import { bitmap } from './delta-table.ts'

const span = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)
const rows: Record<string, number[]> = {
  'no row': [],
  'rows far apart': [0, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 33 + 5, 2 ** 40],
  'rows of five parts': [1, 70_000, 140_000, 210_000, 280_000, 280_001],
}

describe('the bitmap of a deletion vector', () => {
  for (const [what, own] of Object.entries(rows))
    for (const kind of ['array', 'runs'] as const)
      it(`gives back ${what}, made of ${kind}`, () => {
        assert.deepEqual(readRoaring(bitmap(own, kind), own.length).map(Number), own)
      })

  it('gives back rows that are bits and whole parts', () => {
    const own = span(0, 65_536).concat(span(65_540, 5000), span(2 ** 32, 4097))
    assert.deepEqual(readRoaring(bitmap(own, 'bits'), own.length).map(Number), own)
    assert.deepEqual(readRoaring(bitmap(own, 'runs'), own.length).map(Number), own)
  })

  it('is refused, and never read otherwise, where bytes of it are cut off', () => {
    const whole = bitmap([1, 2, 70_000, 2 ** 32], 'runs')
    for (let cut = 0; cut < whole.length; cut++)
      assert.throws(
        () => readRoaring(whole.subarray(0, cut), 100),
        (error) => error instanceof Refused,
      )
  })

  it('is refused, or read within its bounds and in order, whatever its bytes are', () => {
    const starts = [bitmap([1, 2, 70_000, 2 ** 32], 'runs'), bitmap([5, 9, 65_540]), bitmap(span(3, 5000), 'bits')]
    const change = fc.record({
      start: fc.constantFrom(...starts),
      at: fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }),
    })
    fc.assert(
      fc.property(change, ({ start, at }) => {
        const bytes = Uint8Array.from(start)
        for (const [place, byte] of at) bytes[place % bytes.length] = byte
        try {
          const read = readRoaring(bytes, 10_000)
          assert.ok(read.length <= 10_000)
          assert.ok(read.every((row, index) => index === 0 || row > (read[index - 1] ?? 0n)))
        } catch (error) {
          assert.ok(error instanceof Refused, String(error))
        }
      }),
    )
  })
})
