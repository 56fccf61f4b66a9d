import { nextDown, nextUp } from './outward.ts'
import { bitLength, compare, type Rational, rational } from './rational.ts'

const bits = new DataView(new ArrayBuffer(8))

/** The exact value of a double. Throws RangeError where it is not finite. */
export function rationalOf(x: number): Rational {
  if (!Number.isFinite(x)) throw new RangeError('only a finite number has an exact value')
  bits.setFloat64(0, x)
  const word = bits.getBigUint64(0)
  const exponent = Number((word >> 52n) & 0x7ffn)
  const fraction = word & 0xf_ffff_ffff_ffffn
  const significand = exponent === 0 ? fraction : fraction | 0x10_0000_0000_0000n
  const shift = Math.max(exponent, 1) - 1075
  const signed = x < 0 ? -significand : significand
  if (shift >= 0 || significand === 0n) return rational(signed << BigInt(Math.max(shift, 0)))
  // Over a power of two nothing but twos can be cancelled, and the lowest bit says how many: no divisor is searched for.
  const [denominator, lowestBit] = [1n << BigInt(-shift), significand & -significand]
  const divisor = lowestBit < denominator ? lowestBit : denominator
  return { numerator: signed / divisor, denominator: denominator / divisor }
}

/** The smallest double that is not below the fraction; Infinity above the largest double. */
export function toNumberUp(a: Rational): number {
  let x = estimate(a)
  while (isBelow(x, a)) x = nextUp(x)
  for (let lower = nextDown(x); !isBelow(lower, a); lower = nextDown(x)) x = lower
  return x
}

/** The largest double that is not above the fraction; -Infinity below the lowest double. */
export function toNumberDown(a: Rational): number {
  return 0 - toNumberUp({ numerator: -a.numerator, denominator: a.denominator })
}

/** The double at or next to the fraction, an error of less than one unit in the last place. */
export function toNumber(a: Rational): number {
  return estimate(a)
}

function isBelow(x: number, a: Rational): boolean {
  return Number.isFinite(x) ? compare(rationalOf(x), a) < 0 : x < 0
}

function estimate(a: Rational): number {
  if (a.numerator === 0n) return 0
  const magnitude = a.numerator < 0n ? -a.numerator : a.numerator
  const shift = bitLength(magnitude) - bitLength(a.denominator) - 64
  const quotient =
    shift > 0 ? magnitude / (a.denominator << BigInt(shift)) : (magnitude << BigInt(-shift)) / a.denominator
  const scaled = shift > 960 ? Number.POSITIVE_INFINITY : shift < -1150 ? 0 : scale(Number(quotient), shift)
  return a.numerator < 0n ? -scaled : scaled
}

// Two factors, because 2^shift alone may be no double.
function scale(x: number, shift: number): number {
  const half = Math.trunc(shift / 2)
  return x * 2 ** half * 2 ** (shift - half)
}
