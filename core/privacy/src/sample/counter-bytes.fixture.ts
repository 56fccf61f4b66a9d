import type { RandomBytes } from './random-bits.ts'

/**
 * A source for tests that gives the same bytes for the same seed: the counter 1, 2, … scrambled by the finaliser
 * of MurmurHash3, twice with the seed in between. Statistically sound, and no secret.
 */
export function counterBytes(seed: number): RandomBytes {
  let counter = 0
  return (count) => {
    const bytes = new Uint8Array(4 * Math.ceil(count / 4))
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < count; at += 4) {
      counter += 1
      view.setUint32(at, scramble((scramble(counter) + Math.imul(seed, 0x9e37_79b1)) >>> 0), true)
    }
    return bytes.subarray(0, count)
  }
}

function scramble(x: number): number {
  let h = x
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35)
  return (h ^ (h >>> 16)) >>> 0
}
