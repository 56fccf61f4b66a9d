import { normalQuantile, normalQuantileOfLog } from '../numeric/normal.ts'

/** Two numbers between which the exact bounded value lies with the stated probability. */
export type ConfidenceInterval = { readonly low: number; readonly high: number }

/** The interval around a noisy integer that holds the exact one as often as the half-width says. */
export function integerInterval(noisy: bigint, halfWidth: bigint): { readonly low: bigint; readonly high: bigint } {
  if (halfWidth < 0n) throw new RangeError('an interval has no negative width')
  return { low: noisy - halfWidth, high: noisy + halfWidth }
}

/**
 * The interval of level 1 − α around a value with continuous Laplace noise; for comparison with other systems.
 *
 * Proof: docs/proofs/intervals.md, Remark 2.
 */
export function laplaceConfidenceInterval(input: {
  readonly noised: number
  readonly scale: number
  readonly alpha: number
}): ConfidenceInterval {
  return around(input.noised, input.scale * -Math.log(checkedAlpha(input.alpha)))
}

/**
 * The interval of level 1 − α around a value with continuous Gaussian noise; for comparison with other systems.
 *
 * Proof: docs/proofs/intervals.md, Remark 2.
 */
export function gaussianConfidenceInterval(input: {
  readonly noised: number
  readonly sigma: number
  readonly alpha: number
}): ConfidenceInterval {
  return around(input.noised, -input.sigma * normalQuantileOfLog(Math.log(checkedAlpha(input.alpha) / 2)))
}

/** The value below which a centred Gaussian of standard deviation σ stays with probability p. */
export function gaussianQuantile(sigma: number, p: number): number {
  return sigma * normalQuantile(p)
}

function around(centre: number, halfWidth: number): ConfidenceInterval {
  return { low: centre - halfWidth, high: centre + halfWidth }
}

function checkedAlpha(alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError('an interval fails with a probability between 0 and 1')
  return alpha
}
