/** log(1 − eˣ) for x < 0 and −∞ at 0, without cancellation on either side. */
export function log1mexp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x))
}

/** log(eᵃ + eᵇ); −∞ stands for a term of 0. */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b)
  if (larger === -Infinity) return -Infinity
  return larger + Math.log1p(Math.exp(Math.min(a, b) - larger))
}

/** log(eᵃ − eᵇ) for a ≥ b; −∞ where they are equal. */
export function logSubExp(a: number, b: number): number {
  if (b > a) throw new RangeError('the logarithm of a negative difference does not exist')
  return a === -Infinity ? -Infinity : a + log1mexp(b - a)
}
