// Doubles beside a double, so that bounds can be rounded away from what they bound.

const bits = new DataView(new ArrayBuffer(8))

/** The smallest double above `x`; infinities and NaN stay. */
export function nextUp(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x
  if (x === 0) return Number.MIN_VALUE
  bits.setFloat64(0, x)
  bits.setBigInt64(0, bits.getBigInt64(0) + (x > 0 ? 1n : -1n))
  return bits.getFloat64(0)
}

/** The largest double below `x`; infinities and NaN stay. */
export function nextDown(x: number): number {
  return -nextUp(-x)
}

/** The largest double that is at most the exact value `unscaled / 10^scale`. */
export function downward(unscaled: bigint, scale = 0): number {
  return 0 - upward(-unscaled, scale)
}

/** The smallest double that is at least the exact value `unscaled / 10^scale`. */
export function upward(unscaled: bigint, scale = 0): number {
  const near = Number(unscaled) / Number(`1e${scale}`)
  // `near` may be off by a step or two either way: walk up until it is an upper bound, from below it.
  let candidate = nextDown(nextDown(near))
  while (!atLeast(candidate, unscaled, scale)) candidate = nextUp(candidate)
  return candidate
}

function atLeast(candidate: number, unscaled: bigint, scale: number): boolean {
  const { numerator, denominator } = exactly(candidate)
  return numerator * 10n ** BigInt(scale) >= unscaled * denominator
}

/** A finite double as the fraction it is. */
export function exactly(x: number): { readonly numerator: bigint; readonly denominator: bigint } {
  bits.setFloat64(0, x)
  const raw = bits.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 0x7ffn)
  const fraction = raw & 0xfffffffffffffn
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n
  const signed = raw >> 63n === 1n ? -mantissa : mantissa
  const power = BigInt(Math.max(exponent, 1) - 1075)
  return power >= 0n
    ? { numerator: signed << power, denominator: 1n }
    : { numerator: signed, denominator: 1n << -power }
}

/** The double nearest to `numerator / denominator` (ties to even); `denominator` is positive. */
export function nearest(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -nearest(-numerator, denominator)
  if (numerator === 0n) return 0
  // A quotient of at least 66 bits whose last bit is sticky rounds as the exact one does.
  const shift = Math.max(0, 66 - (bitLength(numerator) - bitLength(denominator)))
  const quotient = (numerator << BigInt(shift)) / denominator
  const sticky = quotient * denominator === numerator << BigInt(shift) ? 0n : 1n
  // In steps, for 2^shift may be beyond the largest double.
  let result = Number(quotient | sticky)
  for (let left = shift; left > 0; left -= 1000) result /= 2 ** Math.min(left, 1000)
  return result
}

function bitLength(positive: bigint): number {
  return positive.toString(2).length
}
