import { type Rational, rational } from '../exact/rational.ts'

/** Two integers around x · 2^bits. */
export type Bounds = { readonly low: bigint; readonly high: bigint }

/**
 * Bounds of e^−x · 2^bits that are at most a few units apart, for x ≥ 0. Throws RangeError for negative x.
 *
 * Guarantee: low ≤ e^−x · 2^bits ≤ high ≤ 2^bits.
 * Requires: x ≥ 0, bits ≥ 1.
 * Proof: docs/proofs/exponential-quantile.md, Lemma 1.
 * Source: the alternating series of e^−y for y ≤ 1/2, squared as often as x was halved.
 */
export function expNegative(x: Rational, bits: number): Bounds {
  if (x.numerator < 0n) throw new RangeError('an exponent of e to the minus x is not negative')
  const one = 1n << BigInt(bits)
  if (x.numerator === 0n) return { low: one, high: one }
  // e^−x < 2^−x: nothing of it is left at this precision.
  if (x.numerator > x.denominator * BigInt(bits)) return { low: 0n, high: 1n }
  const halvings = bitsOf(x.numerator / x.denominator) + 1
  // Every squaring doubles the relative error.
  const inner = BigInt(bits + 2 * halvings + 8)
  let { low, high } = series(rational(x.numerator, x.denominator << BigInt(halvings)), inner)
  for (let i = 0; i < halvings; i++) {
    low = (low * low) >> inner
    high = ceilShift(high * high, inner)
  }
  const drop = inner - BigInt(bits)
  const above = ceilShift(high, drop)
  return { low: low >> drop, high: above < one ? above : one }
}

function series(y: Rational, bits: bigint): Bounds {
  const one = 1n << bits
  let [low, high] = [one, one]
  // y^k / k!, rounded down and up.
  let [below, above] = [one, one]
  for (let k = 1n; above > 1n; k++) {
    below = (below * y.numerator) / (y.denominator * k)
    above = ceilDivide(above * y.numerator, y.denominator * k)
    if (k % 2n === 1n) {
      low -= above
      high -= below
    } else {
      low += below
      high += above
    }
  }
  // The terms fall and alternate: what was left out is less than the last one.
  return { low: low - above, high: high + above }
}

function bitsOf(n: bigint): number {
  return n === 0n ? 0 : n.toString(2).length
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b
}

function ceilShift(a: bigint, bits: bigint): bigint {
  return -(-a >> bits)
}
