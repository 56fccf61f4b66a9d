import type { Rational } from '../exact/rational.ts'
import type { Random } from './random-bits.ts'

/** True with probability p exactly, for 0 ≤ p ≤ 1. */
export function bernoulli(random: Random, p: Rational): boolean {
  return random.below(p.denominator) < p.numerator
}
