import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { counterBytes } from './counter-bytes.fixture.ts'
import { openRandom, type RandomBytes } from './random-bits.ts'

/** A source of the given words, then of zeros. */
function words(...given: readonly number[]): RandomBytes {
  let at = 0
  return (count) => {
    const bytes = new Uint8Array(count)
    const view = new DataView(bytes.buffer)
    for (let i = 0; i + 4 <= count; i += 4) view.setUint32(i, given[at++] ?? 0, true)
    return bytes
  }
}

test('a word is four bytes of the source, each used once, in order', () => {
  const source: number[] = []
  const random = openRandom((count) => {
    const bytes = counterBytes(source.length)(count)
    source.push(...bytes)
    return bytes
  })
  for (let i = 0; i < 3000; i++) {
    const drawn = random.word()
    const view = new DataView(Uint8Array.from(source.slice(4 * i, 4 * i + 4)).buffer)
    assert.equal(drawn, view.getUint32(0, true))
  }
})

test('a draw rejects what is out of range instead of folding it', () => {
  const six = openRandom(words(7, 6, 5, 0xffff_fff8))
  assert.deepEqual([six.belowNumber(6), six.belowNumber(6)], [5, 0])
  const wide = openRandom(words(0x001f_ffff, 0xffff_ffff, 0x0010_0000, 1, 1, 7))
  assert.equal(wide.belowNumber(2 ** 52 + 1), 2 ** 32 + 7)
  const big = openRandom(words(0xffff_ffff, 0xffff_ffff, 0x8000_0000, 0))
  assert.equal(big.below(2n ** 63n + 1n), 2n ** 63n)
})

test('every integer below n is drawn, and no other', () => {
  const random = openRandom(counterBytes(1))
  for (const n of [1, 2, 3, 5, 8, 13]) {
    const numbers = new Set(Array.from({ length: 400 }, () => random.belowNumber(n)))
    const bigints = new Set(Array.from({ length: 400 }, () => random.below(BigInt(n))))
    assert.deepEqual(
      [...numbers].sort((a, b) => a - b),
      Array.from({ length: n }, (_, i) => i),
    )
    assert.equal(bigints.size, n)
  }
  assert.deepEqual(new Set(Array.from({ length: 200 }, random.bit)), new Set([0, 1]))
})

test('draws stay below n of any size', () => {
  const random = openRandom(counterBytes(2))
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 130n }), (n) => {
      const drawn = random.below(n)
      assert.ok(drawn >= 0n && drawn < n)
    }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (n) => {
      const drawn = random.belowNumber(n)
      assert.ok(Number.isInteger(drawn) && drawn >= 0 && drawn < n)
    }),
  )
  assert.ok(random.belowNumber(2 ** 53) < 2 ** 53 && random.belowNumber(2 ** 32) < 2 ** 32)
})

test('coins are the bits of a word, lowest first, and then of the next', () => {
  const random = openRandom(words(0b1011, 0b10))
  const drawn = Array.from({ length: 34 }, random.bit)
  assert.deepEqual(drawn.slice(0, 6), [1, 1, 0, 1, 0, 0])
  assert.deepEqual(drawn.slice(32), [0, 1])
})

test('a source that runs dry is not made do with', () => {
  const random = openRandom((count) => new Uint8Array(count - 1))
  assert.throws(() => random.word(), /ran dry/)
  assert.throws(() => random.below(10n ** 20n), /ran dry/)
})

test('a draw below nothing is refused', () => {
  const random = openRandom(counterBytes(3))
  for (const n of [0, -1, 1.5, Number.NaN, 2 ** 53 + 2]) assert.throws(() => random.belowNumber(n), RangeError)
  assert.throws(() => random.below(0n), RangeError)
})
