import { bitLength } from '../exact/rational.ts'

/** The world's randomness: that many fresh, independent, uniform bytes. In production the operating system's. */
export type RandomBytes = (count: number) => Uint8Array

/** Uniform, independent draws; every byte of the source is used at most once. */
export type Random = {
  /** A uniform integer in [0, 2³²). */
  readonly word: () => number
  /** A fair coin. */
  readonly bit: () => number
  /** A uniform integer in [0, n), for integers 1 ≤ n ≤ 2⁵³. Throws RangeError for other n. */
  readonly belowNumber: (n: number) => number
  /** A uniform integer in [0, n), for n ≥ 1. Throws RangeError for other n. */
  readonly below: (n: bigint) => bigint
}

const wordsAtOnce = 1024
const wordRange = 2 ** 32

/** What draws uniform integers from bytes. A draw throws where the source gives fewer bytes than it was asked for. */
export function openRandom(source: RandomBytes): Random {
  let bytes = new Uint8Array(0)
  let at = 0
  let coins = 1

  function word(): number {
    if (at + 4 > bytes.length) {
      const fresh = source(4 * wordsAtOnce)
      if (fresh.length < 4 * wordsAtOnce) throw new Error('the source of randomness ran dry')
      bytes = fresh.slice(0, 4 * wordsAtOnce)
      at = 0
    }
    const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
    at += 4
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
  }

  // The highest bit set marks how many coins are left.
  function bit(): number {
    if (coins === 1) {
      const fresh = word()
      coins = 2 ** 31 + (fresh >>> 1)
      return fresh & 1
    }
    const coin = coins & 1
    coins >>>= 1
    return coin
  }

  function belowWord(n: number): number {
    const mask = n === 1 ? 0 : 0xffff_ffff >>> Math.clz32(n - 1)
    for (;;) {
      const candidate = (word() & mask) >>> 0
      if (candidate < n) return candidate
    }
  }

  function belowNumber(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 53) throw new RangeError('a uniform draw needs 1 ≤ n ≤ 2^53')
    if (n <= wordRange) return belowWord(n)
    const highest = Math.floor((n - 1) / wordRange)
    const mask = 0xffff_ffff >>> Math.clz32(highest)
    for (;;) {
      const candidate = ((word() & mask) >>> 0) * wordRange + word()
      if (candidate < n) return candidate
    }
  }

  function below(n: bigint): bigint {
    if (n < 1n) throw new RangeError('a uniform draw needs n ≥ 1')
    if (n <= 2n ** 53n) return BigInt(belowNumber(Number(n)))
    const length = bitLength(n - 1n)
    for (;;) {
      let candidate = 0n
      for (let drawn = 0; drawn < length; drawn += 32) candidate = (candidate << 32n) | BigInt(word())
      candidate = BigInt.asUintN(length, candidate)
      if (candidate < n) return candidate
    }
  }

  return { word, bit, belowNumber, below }
}
