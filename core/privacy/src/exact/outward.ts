const word = new DataView(new ArrayBuffer(8))

/** The next larger double; Infinity stays. */
export function nextUp(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x
  if (x === 0) return Number.MIN_VALUE
  word.setFloat64(0, x)
  word.setBigUint64(0, word.getBigUint64(0) + (x > 0 ? 1n : -1n))
  return word.getFloat64(0)
}

/** The next smaller double; -Infinity stays. */
export function nextDown(x: number): number {
  return -nextUp(-x)
}

/** A double that is not below a + b, and a + b itself where that is a double. */
export function addUp(a: number, b: number): number {
  const sum = a + b
  if (!Number.isFinite(sum)) return sum === Number.NEGATIVE_INFINITY && a > sum && b > sum ? -Number.MAX_VALUE : sum
  // The rounding error of a double addition is a double (Knuth's TwoSum).
  const shift = sum - a
  const error = a - (sum - shift) + (b - shift)
  return error > 0 || Number.isNaN(error) ? nextUp(sum) : sum
}

/** A double that is not above a + b, and a + b itself where that is a double. */
export function addDown(a: number, b: number): number {
  return 0 - addUp(-a, -b)
}

/** A double that is not below a − b. */
export function subtractUp(a: number, b: number): number {
  return addUp(a, -b)
}

/** A double that is not above a − b. */
export function subtractDown(a: number, b: number): number {
  return addDown(a, -b)
}

/** A double that is not below a · b; a factor 0 or ±1 gives the product itself. */
export function multiplyUp(a: number, b: number): number {
  return isTrivialFactor(a) || isTrivialFactor(b) ? a * b : nextUp(a * b)
}

/** A double that is not above a · b; a factor 0 or ±1 gives the product itself. */
export function multiplyDown(a: number, b: number): number {
  return -multiplyUp(-a, b)
}

/** A double that is not below a / b; a dividend 0 or a divisor ±1 gives the quotient itself. */
export function divideUp(a: number, b: number): number {
  return a === 0 || Math.abs(b) === 1 ? a / b : nextUp(a / b)
}

/** A double that is not above a / b; a dividend 0 or a divisor ±1 gives the quotient itself. */
export function divideDown(a: number, b: number): number {
  return -divideUp(-a, b)
}

/** A double that is not below √x. */
export function squareRootUp(x: number): number {
  return x === 0 || x === 1 ? x : nextUp(Math.sqrt(x))
}

/** A double that is not above √x. */
export function squareRootDown(x: number): number {
  return x === 0 || x === 1 ? x : nextDown(Math.sqrt(x))
}

/** A double that is not below eˣ, and at most 1 where x ≤ 0. */
export function expUp(x: number): number {
  const wide = widenUp(Math.exp(x))
  return x <= 0 ? Math.min(wide, 1) : wide
}

/** A double that is not above eˣ, and at least 1 where x ≥ 0. */
export function expDown(x: number): number {
  const wide = Math.max(widenDown(Math.exp(x)), 0)
  return x >= 0 ? Math.max(wide, 1) : wide
}

/** A double that is not below eˣ − 1, precise near 0. */
export function expm1Up(x: number): number {
  return x === 0 ? 0 : widenUp(Math.expm1(x))
}

/** A double that is not above eˣ − 1, precise near 0. */
export function expm1Down(x: number): number {
  return x === 0 ? 0 : Math.max(widenDown(Math.expm1(x)), -1)
}

/** A double that is not below the natural logarithm of x. */
export function logUp(x: number): number {
  return x === 1 ? 0 : widenUp(Math.log(x))
}

/** A double that is not above the natural logarithm of x. */
export function logDown(x: number): number {
  return x === 1 ? 0 : widenDown(Math.log(x))
}

/** A double that is not below ln(1 + x), precise near 0. */
export function log1pUp(x: number): number {
  return x === 0 ? 0 : widenUp(Math.log1p(x))
}

/** A double that is not above ln(1 + x), precise near 0. */
export function log1pDown(x: number): number {
  return x === 0 ? 0 : widenDown(Math.log1p(x))
}

function isTrivialFactor(x: number): boolean {
  return x === 0 || Math.abs(x) === 1
}

// ECMAScript does not bound the error of exp and log. The engines' are within one unit in the last place
// (fdlibm's bound); eight are allowed for.
function widenUp(x: number): number {
  return Number.isFinite(x)
    ? nextUp(x + Math.abs(x) * 2 ** -50)
    : x === Number.NEGATIVE_INFINITY
      ? -Number.MAX_VALUE
      : x
}

function widenDown(x: number): number {
  return -widenUp(-x)
}
