import { requireCount, requirePositive } from './parameter.ts'

/** Discrete Gaussian noise N_ℤ(0, σ²) on a whole number, cut off beyond ±truncation where that is given. */
export type DiscreteGaussian = { readonly sigmaSquared: number; readonly truncation?: number | undefined }

/**
 * δ(ε) of discrete Gaussian noise on a whole number, summed over the integers and rounded up; ε may be negative.
 * The work is in proportion to sigma.
 *
 * Guarantee: the noise on a whole number that moves by at most `sensitivity` between neighbours is (epsilon, result)-DP.
 * Requires: sigmaSquared > 0, sensitivity a whole number ≥ 1, truncation a whole number ≥ 1 if given.
 * Proof: docs/proofs/gaussian-calibration.md, Theorem 3.
 * Source: Canonne, Kamath, Steinke 2020, Theorem 7 (arXiv:2004.00010).
 */
export function discreteGaussianDelta(noise: DiscreteGaussian, sensitivity: number, epsilon: number): number {
  const { weight, reach, total, terms } = weights(noise)
  requireCount('sensitivity', sensitivity)
  if (Number.isNaN(epsilon)) throw new RangeError('epsilon is not a number')
  // The neighbour's probability at x is p(x + sensitivity): the likelihood ratio grows with x, and is above e^ε from `first` on.
  const first = Math.floor((epsilon * noise.sigmaSquared) / sensitivity - sensitivity / 2) - 1
  const beyond = (noise.truncation ?? Number.POSITIVE_INFINITY) - sensitivity + 1
  let sum = 0
  // From the thin end, so that small terms are not lost.
  for (let x = reach; x >= Math.max(Math.min(first, beyond), -reach); x -= 1) {
    const exponent = (x * x) / (2 * noise.sigmaSquared)
    const ratio = (sensitivity * (2 * x + sensitivity)) / (2 * noise.sigmaSquared)
    const excess = x >= beyond ? 1 : -Math.expm1(epsilon - ratio) + (Math.abs(epsilon) + Math.abs(ratio)) * 2 ** -51
    if (excess > 0) sum += excess * weight(x) * (1 + (exponent + 4) * 2 ** -51)
  }
  return Math.min(1, (sum / total) * (1 + terms * 2 ** -51) + (noise.truncation === undefined ? 1e-300 : 0))
}

type Weights = { weight: (x: number) => number; reach: number; total: number; terms: number }

function weights({ sigmaSquared, truncation }: DiscreteGaussian): Weights {
  requirePositive({ sigmaSquared })
  if (truncation !== undefined) requireCount('truncation', truncation)
  const weight = (x: number): number => Math.exp((-x * x) / (2 * sigmaSquared))
  // Beyond 39σ every weight is below the least double.
  const reach = Math.min(Math.ceil(39 * Math.sqrt(sigmaSquared)) + 1, truncation ?? Number.POSITIVE_INFINITY)
  let half = 0
  for (let x = reach; x >= 1; x -= 1) half += weight(x)
  return { weight, reach, total: 1 + 2 * half, terms: 2 * reach + 1 }
}
