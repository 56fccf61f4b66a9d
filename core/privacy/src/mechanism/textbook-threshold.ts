import { gaussianSigma, l2Sensitivity } from '../loss/gaussian.ts'
import { normalQuantileOfLog } from '../numeric/normal.ts'

/** A published count of which one unit changes at most `maxGroups` by at most `sensitivity` (1 by default) each. */
export type CountShape = { readonly maxGroups: number; readonly sensitivity?: number }

/**
 * The threshold for continuous Laplace noise under which keys fail with probability δ, as textbooks have it: for
 * comparison with other systems. What is published uses `discreteLaplaceThreshold`.
 *
 * Proof: docs/proofs/laplace-threshold.md, Remark 2.
 * Source: Wilson et al. 2020 (arXiv:1909.01917); google/differential-privacy's Laplace threshold.
 */
export function laplaceThreshold(input: CountShape & { readonly scale: number; readonly delta: number }): number {
  const single = deltaPerGroup(input.delta, input.maxGroups)
  // Beyond one half the upper tail is 1 − the lower one.
  const quantile = single <= 0.5 ? -Math.log(2 * single) : Math.log(2 * (1 - single))
  return (input.sensitivity ?? 1) + input.scale * quantile
}

/**
 * The δ of a threshold for continuous Laplace noise.
 *
 * Proof: docs/proofs/laplace-threshold.md, Remark 2.
 */
export function laplaceThresholdDelta(
  input: CountShape & { readonly scale: number; readonly threshold: number },
): number {
  const distance = (input.threshold - (input.sensitivity ?? 1)) / input.scale
  const single = distance >= 0 ? Math.exp(-distance) / 2 : 1 - Math.exp(distance) / 2
  return -Math.expm1(input.maxGroups * Math.log1p(-single))
}

/**
 * The threshold for continuous Gaussian noise under which keys fail with probability δ, as textbooks have it: for
 * comparison with other systems. What is published uses `gaussianThreshold`.
 *
 * Proof: docs/proofs/gaussian-threshold.md, Remark 4.
 * Source: google/differential-privacy's Gaussian threshold (add the deltas).
 */
export function continuousGaussianThreshold(
  input: CountShape & { readonly sigma: number; readonly delta: number },
): number {
  const quantile = -normalQuantileOfLog(Math.log(deltaPerGroup(input.delta, input.maxGroups)))
  return (input.sensitivity ?? 1) + input.sigma * quantile
}

// 1 − (1 − δ)^(1/κ), without losing a small δ to the 1.
function deltaPerGroup(delta: number, maxGroups: number): number {
  if (!(delta > 0 && delta < 1)) throw new RangeError('a threshold needs a delta between 0 and 1')
  return -Math.expm1(Math.log1p(-delta) / maxGroups)
}

/**
 * The same threshold from ε and two δs, one for the noise and one for the keys; a share of one half each is usual.
 *
 * Proof: docs/proofs/gaussian-threshold.md, Remark 4.
 */
export function gaussianThresholdForLoss(
  input: CountShape & { readonly epsilon: number; readonly noiseDelta: number; readonly thresholdDelta: number },
): number {
  const sigma = gaussianSigma(input.epsilon, input.noiseDelta, l2Sensitivity(input.maxGroups, input.sensitivity ?? 1))
  return continuousGaussianThreshold({ ...input, sigma, delta: input.thresholdDelta })
}
