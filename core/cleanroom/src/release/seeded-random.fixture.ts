import { openRandom, type Random } from '@glovebox/privacy'

/** Draws that are the same for the same seed (xoshiro128**); for tests alone. */
export function seededRandom(seed: number): Random {
  const state = Uint32Array.of(seed, 0x9e37_79b9, 0x243f_6a88, 0xb7e1_5162)
  const next = (): number => {
    const [a = 0, b = 0, c = 0, d = 0] = state
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const [third, fourth] = [c ^ a, d ^ b]
    state.set([a ^ fourth, b ^ third, third ^ (b << 9), rotate(fourth, 11)])
    return result
  }
  for (let i = 0; i < 64; i++) next()
  return openRandom((count) => {
    const words = Uint32Array.from({ length: Math.ceil(count / 4) }, next)
    return new Uint8Array(words.buffer, 0, count)
  })
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by))
}
