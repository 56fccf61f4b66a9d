import {
  addDown,
  addUp,
  divideDown,
  divideUp,
  expDown,
  expm1Down,
  expm1Up,
  expUp,
  log1pDown,
  log1pUp,
  logDown,
  logUp,
  multiplyDown,
  multiplyUp,
} from '../exact/outward.ts'

/** Two doubles with a real number between them; every function here keeps the exact result between its two. */
export type Interval = { readonly low: number; readonly high: number }

/** The interval that holds one double only. */
export function point(x: number): Interval {
  return { low: x, high: x }
}

/** An interval around an approximation whose absolute error is known. */
export function around(x: number, error: number): Interval {
  return { low: addDown(x, -error), high: addUp(x, error) }
}

/** −a. */
export function negated(a: Interval): Interval {
  return { low: -a.high, high: -a.low }
}

/** a + b + … */
export function sum(...terms: readonly Interval[]): Interval {
  return terms.reduce((a, b) => ({ low: addDown(a.low, b.low), high: addUp(a.high, b.high) }), point(0))
}

/** a − b. */
export function difference(a: Interval, b: Interval): Interval {
  return sum(a, negated(b))
}

/** a · b; 0 times anything is 0. */
export function product(a: Interval, b: Interval): Interval {
  const corners = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => [x, y] as const))
  return {
    low: Math.min(...corners.map(([x, y]) => (x === 0 || y === 0 ? 0 : multiplyDown(x, y)))),
    high: Math.max(...corners.map(([x, y]) => (x === 0 || y === 0 ? 0 : multiplyUp(x, y)))),
  }
}

/** a / b for b > 0. */
export function quotient(a: Interval, b: Interval): Interval {
  if (!(b.low > 0)) throw new RangeError('an interval is divided by a positive one only')
  return {
    low: divideDown(a.low, a.low < 0 ? b.low : b.high),
    high: divideUp(a.high, a.high < 0 ? b.high : b.low),
  }
}

/** eᵃ. */
export function exp(a: Interval): Interval {
  return { low: expDown(a.low), high: expUp(a.high) }
}

/** eᵃ − 1. */
export function expm1(a: Interval): Interval {
  return { low: expm1Down(a.low), high: expm1Up(a.high) }
}

/** log a for a ≥ 0. */
export function log(a: Interval): Interval {
  return { low: a.low <= 0 ? -Infinity : logDown(a.low), high: a.high <= 0 ? -Infinity : logUp(a.high) }
}

/** log(1 + a) for a ≥ −1. */
export function log1p(a: Interval): Interval {
  return { low: a.low <= -1 ? -Infinity : log1pDown(a.low), high: a.high <= -1 ? -Infinity : log1pUp(a.high) }
}
