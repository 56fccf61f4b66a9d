import { toNumber, toNumberDown, toNumberUp } from '../exact/double.ts'
import { expDown, expUp, multiplyDown, multiplyUp } from '../exact/outward.ts'
import { divide, multiply, type Rational, rational } from '../exact/rational.ts'
import { difference, type Interval, point, quotient, sum } from '../numeric/interval.ts'
import { erfcx } from '../numeric/normal.ts'

/** Bounds of Pr[Z ≥ k]. */
export type TailBounds = (k: bigint) => Interval

/**
 * Bounds of the tails of the discrete Gaussian with σ², by adding up its terms; for σ² below 2²⁰.
 *
 * Every term f(j) = exp(−j²/2σ²) errs by less than (j²/2σ² + 2) · 2⁻⁵⁰ of itself, the compensated sum by less than
 * 2⁻⁵¹ of itself, and what is left out is below a geometric series, because the ratio of neighbouring terms falls.
 *
 * Proof: docs/proofs/discrete-gaussian.md, Lemma 1.
 */
export function summedTail(sigmaSquared: Rational): TailBounds {
  const rate = toNumber(divide(rational(1n, 2n), sigmaSquared))
  const normalizer = sum(point(1), doubled(termsFrom(1, rate)))
  const limit = BigInt(Math.ceil(Math.sqrt(800 / rate))) + 1n
  return mirrored((k) => quotient(termsFrom(Number(k < limit ? k : limit), rate), normalizer))
}

function termsFrom(first: number, rate: number): Interval {
  let [total, compensation, error] = [0, 0, 0]
  for (let j = first; ; j++) {
    const loss = j * j * rate
    const term = Math.exp(-loss)
    const next = total + term
    compensation += total - next + term
    total = next
    error += term * (loss + 4) * 2 ** -50 + Number.MIN_VALUE
    if (term > total * 2 ** -60) continue
    const ratio = Math.exp(-(2 * j + 1) * rate)
    const rest = (term + Number.MIN_VALUE) * (ratio / -Math.expm1(-(2 * j + 1) * rate))
    const high = total + compensation + (error + rest) * 1.01
    return { low: Math.max(0, total + compensation - error * 1.01), high: multiplyUp(high, 1 + 2 ** -50) }
  }
}

/**
 * Bounds of the tails of the discrete Gaussian with σ², by the integral and its first two Euler–Maclaurin corrections;
 * for σ² from 2²⁰, where they are within 10⁻¹² of each other down to tails of 10⁻⁸⁰.
 *
 * With w = (k − 1/2)²/2σ² and z = √2w, in units of σ√2π, which the terms over all integers exceed by less than 2⁻⁶⁰:
 * Σ_{j ≥ k} f(j) = e^−w · ( erfcx(√w)/2 − z/24√2πσ² + 7(z³ − 3z)/5760√2πσ⁴ ± 2.1·10⁻⁴ (z⁴ + 14z² + 43)/√2πσ⁵ ).
 *
 * Proof: docs/proofs/discrete-gaussian.md, Lemma 2.
 */
export function integratedTail(sigmaSquared: Rational): TailBounds {
  const variance = toNumber(sigmaSquared)
  const sigma = Math.sqrt(variance)
  const inverse = divide(rational(1n, 8n), sigmaSquared)
  return mirrored((k) => {
    const loss = multiply(rational((2n * k - 1n) ** 2n), inverse)
    const middle = toNumber(loss)
    if (middle > 760) return { low: 0, high: Number.MIN_VALUE }
    const z = Math.sqrt(2 * middle)
    const first = z / (24 * rootTwoPi * variance)
    const second = (7 * z * (z * z - 3)) / (5760 * rootTwoPi * variance * variance)
    const rest = (2.1e-4 * (z ** 4 + 14 * z * z + 43)) / (rootTwoPi * variance * variance * sigma)
    const factor = erfcx(Math.sqrt(middle)) / 2 - first + second
    // 2⁻⁴⁶ is above the errors of erfcx, of the normalizer and of the operations here together.
    return {
      low: multiplyDown(expDown(-toNumberUp(loss)), Math.max(0, factor * (1 - 2 ** -46) - rest)),
      high: multiplyUp(expUp(-toNumberDown(loss)), factor * (1 + 2 ** -46) + rest),
    }
  })
}

const rootTwoPi = Math.sqrt(2 * Math.PI)

function doubled(a: Interval): Interval {
  return { low: 2 * a.low, high: 2 * a.high }
}

/** Bounds for every k from bounds for k ≥ 1, by symmetry. */
function mirrored(tail: TailBounds): TailBounds {
  return (k) => {
    const { low, high } = k >= 1n ? tail(k) : difference(point(1), tail(1n - k))
    return { low: Math.max(0, low), high: Math.min(1, high) }
  }
}
