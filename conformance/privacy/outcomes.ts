import type { Noise } from '../../core/cleanroom/src/index.ts'
import type { Rational } from '../../core/privacy/src/index.ts'

/** Something that can come out: how likely it is with all units, and by how much, in logarithms, more than without one. */
export type Outcome = { readonly mass: number; readonly loss: number }

/** What comes out of one noisy integer; `missing` is what was cut off the tails. */
export type Outcomes = { readonly outcomes: readonly Outcome[]; readonly missing: number }

/** Up to this size of noise every integer is an outcome; beyond, so many blocks of them for each unit of size. */
const largestSize = 48

/** The same, in doubles, as the size of noise: σ, or the scale. */
export function sizeOf(noise: Noise): number {
  return noise.kind === 'discrete-gaussian' ? Math.sqrt(toDouble(noise.sigmaSquared)) : toDouble(noise.scale)
}

/**
 * The outcomes of noise on `shift` against those of the same noise on 0, from the definition of the noise alone. `from`
 * leaves out what is below it; `weightBelow` says how much that is.
 *
 * Small noise is enumerated integer by integer. Large noise is cut into blocks that begin at `from`: the sums of a
 * smooth density over them are right to about one part in 10⁴.
 */
export function outcomesOf(noise: Noise, shift: bigint, from?: bigint): Outcomes {
  const size = sizeOf(noise)
  const block = Math.max(1, size / largestSize)
  const scaled = { size: size / block, shift: Number(shift) / block }
  const reach = noise.kind === 'discrete-gaussian' ? 9.5 * scaled.size + 3 : 42 * scaled.size + 3
  const first = from === undefined ? undefined : (Number(from) - 0.5) / block + 0.5
  const start = Math.min(0, scaled.shift) - reach
  const offset = first === undefined ? 0 : first - Math.floor(first)
  const [low, high] = [Math.floor(start) + offset, Math.ceil(Math.max(0, scaled.shift) + reach)]
  const weight = (x: number): number => logWeight(noise.kind, x, scaled.size)
  const points = Array.from({ length: Math.ceil(high - low) + 1 }, (_, i) => low + i)
  const totalWith = points.reduce((sum, x) => sum + Math.exp(weight(x - scaled.shift)), 0)
  const totalWithout = points.reduce((sum, x) => sum + Math.exp(weight(x)), 0)
  const correction = Math.log(totalWithout / totalWith)
  const outcomes = points
    .filter((x) => first === undefined || x >= first - 1e-9)
    .map((x) => ({
      mass: Math.exp(weight(x - scaled.shift)) / totalWith,
      loss: weight(x - scaled.shift) - weight(x) + correction,
    }))
  return { outcomes, missing: 1e-18 }
}

/** The probabilities that noise on `shift` is below `from`, and that it is not: each exact where it is small. */
export function split(noise: Noise, shift: bigint, from: bigint): { readonly below: number; readonly above: number } {
  const { outcomes } = outcomesOf(noise, shift, from)
  const above = outcomes.reduce((sum, { mass }) => sum + mass, 0)
  if (above < 0.5) return { below: 1 - above, above }
  // By symmetry: below `from` on `shift` is above 1 − `from` on −`shift`.
  const below = outcomesOf(noise, -shift, 1n - from).outcomes.reduce((sum, { mass }) => sum + mass, 0)
  return { below, above: 1 - below }
}

function logWeight(kind: Noise['kind'], x: number, size: number): number {
  return kind === 'discrete-gaussian' ? -(x * x) / (2 * size * size) : -Math.abs(x) / size
}

/** A fraction as the nearest double, or nearly. */
export function toDouble({ numerator, denominator }: Rational): number {
  const shift = BigInt(Math.max(0, bits(denominator) - 1000, bits(numerator) - 1000))
  const [top, bottom] = [numerator >> shift, denominator >> shift]
  if (top !== 0n && bottom !== 0n) {
    const extra = BigInt(Math.max(0, 64 + bits(bottom) - bits(top)))
    return Number((top << extra) / bottom) / 2 ** Number(extra)
  }
  return Number(numerator) / Number(denominator)
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length
}
