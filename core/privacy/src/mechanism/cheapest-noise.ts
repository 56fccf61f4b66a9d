import { toNumber } from '../exact/double.ts'
import { rational } from '../exact/rational.ts'
import { type JointLoss, type JointVector, jointGaussian, jointLaplace } from './joint-release.ts'
import { type IntegerNoise, noiseDistribution } from './noise.ts'

/**
 * The noise of every coordinate that costs the loss and has the narrower intervals: Gaussian or Laplace, for all alike.
 *
 * Guarantee: that of `jointGaussian` or `jointLaplace`. The choice depends on the vector's shape and the loss alone.
 * Requires: what these require.
 * Proof: docs/proofs/joint-release.md, Corollary 3.
 * Source: exact half-widths of both, compared.
 */
export function cheapestNoise(input: JointVector & { readonly loss: JointLoss }): readonly IntegerNoise[] {
  const laplace = jointLaplace(input).map((scale) => ({ kind: 'discrete-laplace', scale }) as const)
  const { loss } = input
  switch (loss.kind) {
    case 'pure':
      return laplace
    case 'zcdp': {
      const gaussian = jointGaussian({ ...input, rho: loss.rho }).map(
        (sigmaSquared) => ({ kind: 'discrete-gaussian', sigmaSquared }) as const,
      )
      return expectedError(input, laplace) < expectedError(input, gaussian) ? laplace : gaussian
    }
  }
}

/** The half-widths of the 95 % intervals, each in units of its coordinate's sensitivity, added up. */
export function expectedError(vector: JointVector, noise: readonly IntegerNoise[]): number {
  return noise.reduce((sum, one, j) => {
    const sensitivity = vector.coordinates[j]?.sensitivity ?? 1n
    return sum + toNumber(rational(noiseDistribution(one).halfWidth(0.95), sensitivity))
  }, 0)
}
