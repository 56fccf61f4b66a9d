export { discreteGaussianDistribution } from './distribution/discrete-gaussian.ts'
export { discreteLaplaceDistribution, laplaceCdf } from './distribution/discrete-laplace.ts'
export { exactDiscreteGaussianPmf, exactDiscreteLaplacePmf } from './distribution/exact-pmf.ts'
export type { NoiseDistribution } from './distribution/noise-distribution.ts'
export { rationalOf, toNumber, toNumberDown, toNumberUp } from './exact/double.ts'
export {
  add,
  ceil,
  compare,
  divide,
  floor,
  integerSquareRoot,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
} from './exact/rational.ts'
export { discreteGaussian } from './sample/discrete-gaussian.ts'
export { discreteLaplace } from './sample/discrete-laplace.ts'
export { openRandom, type Random, type RandomBytes } from './sample/random-bits.ts'
export type { Sampler } from './sample/sampler.ts'
