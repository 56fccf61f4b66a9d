import { floor, type Rational, rational, subtract } from '../exact/rational.ts'
import { bernoulli } from './bernoulli.ts'
import type { Random } from './random-bits.ts'

/**
 * Tosses a coin for a loss γ.
 *
 * Guarantee: true with probability exp(−γ), exactly.
 * Requires: γ ≥ 0.
 * Proof: docs/proofs/bernoulli-exp.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020, Algorithm 1 (arXiv:2004.00010).
 */
export function bernoulliExp(random: Random, gamma: Rational): boolean {
  for (let left = floor(gamma); left > 0n; left--) if (!bernoulliExpOfOne(random)) return false
  const { numerator, denominator } = subtract(gamma, rational(floor(gamma)))
  let k = 1n
  while (random.below(denominator * k) < numerator) k++
  return k % 2n === 1n
}

/** True with probability 1/e exactly: bernoulliExp at γ = 1, whose first step always succeeds. */
export function bernoulliExpOfOne(random: Random): boolean {
  let k = 2
  while (random.belowNumber(k) === 0) k++
  return k % 2 === 1
}

const wordRange = 2 ** 32
// Above the rounding of a quotient of at most 2³², which is at most 2⁻²¹, and of adding this to it.
const slack = 2 ** -16

/**
 * Tosses the same coin where two doubles enclose γ. γ itself is asked for only in the rare case that they cannot decide,
 * so that nearly every toss costs one comparison of doubles per step.
 *
 * Guarantee: true with probability exp(−γ), exactly.
 * Requires: 0 ≤ low ≤ γ ≤ high.
 * Proof: docs/proofs/bernoulli-exp.md, Theorem 2.
 */
export function bernoulliExpWithin(random: Random, low: number, high: number, gamma: () => Rational): boolean {
  const whole = Math.floor(low)
  if (Math.floor(high) !== whole) return bernoulliExp(random, gamma())
  for (let left = whole; left > 0; left--) if (!bernoulliExpOfOne(random)) return false
  for (let k = 1; ; k++) {
    const word = random.word()
    if (word < Math.floor(((low - whole) * wordRange) / k - slack)) continue
    if (word >= ((high - whole) * wordRange) / k + slack || !isBelow(random, word, k, gamma())) return k % 2 === 1
  }
}

/** Decides whether the uniform number that begins with the word is below (γ − ⌊γ⌋) / k. */
function isBelow(random: Random, word: number, k: number, gamma: Rational): boolean {
  const { numerator, denominator } = gamma
  const scaled = (numerator % denominator) * BigInt(wordRange)
  const rest = rational(scaled - BigInt(word) * denominator * BigInt(k), denominator * BigInt(k))
  if (rest.numerator <= 0n) return false
  return rest.numerator >= rest.denominator || bernoulli(random, rest)
}
