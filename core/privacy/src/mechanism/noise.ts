import { discreteGaussianDistribution } from '../distribution/discrete-gaussian.ts'
import { discreteLaplaceDistribution } from '../distribution/discrete-laplace.ts'
import type { NoiseDistribution } from '../distribution/noise-distribution.ts'
import type { Rational } from '../exact/rational.ts'
import { discreteGaussian } from '../sample/discrete-gaussian.ts'
import { discreteLaplace } from '../sample/discrete-laplace.ts'
import type { Sampler } from '../sample/sampler.ts'

/** Exact noise on integers. */
export type IntegerNoise =
  | { readonly kind: 'discrete-gaussian'; readonly sigmaSquared: Rational }
  | { readonly kind: 'discrete-laplace'; readonly scale: Rational }

/** What draws this noise. */
export function noiseSampler(noise: IntegerNoise): Sampler {
  switch (noise.kind) {
    case 'discrete-gaussian':
      return discreteGaussian(noise.sigmaSquared)
    case 'discrete-laplace':
      return discreteLaplace(noise.scale)
  }
}

/** What is known about this noise without drawing it. */
export function noiseDistribution(noise: IntegerNoise): NoiseDistribution {
  switch (noise.kind) {
    case 'discrete-gaussian':
      return discreteGaussianDistribution(noise.sigmaSquared)
    case 'discrete-laplace':
      return discreteLaplaceDistribution(noise.scale)
  }
}
