export { type Budget, budgetCap, conversionDelta, lossDelta, lossEpsilon } from './account/budget.ts'
export { decimalOf } from './account/decimal.ts'
export { admit, type Filter, zcdpFilter } from './account/filter.ts'
export {
  addLoss,
  deltaUnits,
  fits,
  type Loss,
  lossUnits,
  noLoss,
  pureLoss,
  shareSpent,
  timesThatFit,
  zcdpLoss,
} from './account/loss.ts'
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
export { type DiscreteGaussian, discreteGaussianDelta } from './loss/discrete-gaussian.ts'
export { gaussianDelta, gaussianEpsilon, gaussianSigma, l2Sensitivity } from './loss/gaussian.ts'
export { discreteLaplaceDelta, laplaceDelta, randomizedResponseEpsilon } from './loss/laplace.ts'
export { discreteLaplaceRho, exponentialMechanismRho, gaussianRho, laplaceRho, pureRho } from './loss/rho.ts'
export { zcdpDelta, zcdpEpsilon, zcdpRho } from './loss/zcdp.ts'
export { normalCdf, normalLogCdf, normalQuantile, normalQuantileOfLog } from './numeric/normal.ts'
export { discreteGaussian } from './sample/discrete-gaussian.ts'
export { discreteLaplace } from './sample/discrete-laplace.ts'
export { openRandom, type Random, type RandomBytes } from './sample/random-bits.ts'
export type { Sampler } from './sample/sampler.ts'
