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
  const { numerator, denominator } = noise.kind === 'discrete-gaussian' ? noise.sigmaSquared : noise.scale
  return distributions(`${noise.kind} ${numerator}/${denominator}`, () => withWidths(distributionOf(noise)))
}

/** Analyses under one policy share their noise: what was calculated last is kept, and nothing else depends on it. */
const distributions = remembering<NoiseDistribution>(256)

function distributionOf(noise: IntegerNoise): NoiseDistribution {
  switch (noise.kind) {
    case 'discrete-gaussian':
      return discreteGaussianDistribution(noise.sigmaSquared)
    case 'discrete-laplace':
      return discreteLaplaceDistribution(noise.scale)
  }
}

function withWidths(distribution: NoiseDistribution): NoiseDistribution {
  const widths = remembering<bigint>(16)
  return {
    ...distribution,
    halfWidth: (confidence) => widths(String(confidence), () => distribution.halfWidth(confidence)),
  }
}

/** Makes what a name stands for once, and forgets what was made first where there is too much. */
function remembering<T>(most: number): (name: string, make: () => T) => T {
  const made = new Map<string, T>()
  return (name, make) => {
    const known = made.get(name)
    if (known !== undefined) return known
    const fresh = make()
    const [oldest] = made.keys()
    if (made.size >= most && oldest !== undefined) made.delete(oldest)
    made.set(name, fresh)
    return fresh
  }
}
