export { type Budget, budgetCap, conversionDelta, lossDelta, lossEpsilon } from './account/budget.ts'
export {
  type Composition,
  composeEvents,
  composeEventsDelta,
  type RepeatedMechanism,
} from './account/compose-events.ts'
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
export {
  compareNoise,
  largestDiscreteLaplaceDecay,
  type NoiseComparison,
  smallestGaussianSigma,
  smallestLaplaceScale,
  type Target,
} from './account/smallest-noise.ts'
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
export {
  type EqualMechanisms,
  optimalCompositionEpsilon,
  optimalCompositionInverse,
} from './loss/optimal-composition.ts'
export { distributionDelta, type LossDistribution, massesAt, type Rounding } from './loss/pld.ts'
export { composedDelta, composedEpsilon, type Repeated } from './loss/pld-compose.ts'
export { type Grid, type LossPair, lossDistributions, type Mechanism } from './loss/pld-mechanism.ts'
export {
  addRenyi,
  boundedRangeRenyi,
  gaussianRenyi,
  type RenyiCurve,
  rdpDelta,
  rdpEpsilon,
  subsampledGaussianRenyi,
  subsampledGaussianRenyiSeries,
} from './loss/rdp.ts'
export { discreteLaplaceRho, exponentialMechanismRho, gaussianRho, laplaceRho, pureRho } from './loss/rho.ts'
export { zcdpDelta, zcdpEpsilon, zcdpRho } from './loss/zcdp.ts'
export { cheapestNoise } from './mechanism/cheapest-noise.ts'
export { type ExponentialQuantileInput, exponentialQuantile } from './mechanism/exponential-quantile.ts'
export { type FixedPoint, fixedPoint, toSteps } from './mechanism/fixed-point-sum.ts'
export { type GaussianCounts, gaussianThreshold, gaussianThresholdDelta } from './mechanism/gaussian-threshold.ts'
export {
  type ConfidenceInterval,
  gaussianConfidenceInterval,
  gaussianQuantile,
  integerInterval,
  laplaceConfidenceInterval,
} from './mechanism/interval.ts'
export { type JoinSide, privateJoinSensitivity } from './mechanism/join-sensitivity.ts'
export {
  type JointCoordinate,
  type JointLoss,
  type JointVector,
  jointGaussian,
  jointGaussianRho,
  jointLaplace,
  jointLaplaceEpsilon,
  jointLaplaceRho,
} from './mechanism/joint-release.ts'
export {
  discreteLaplaceThreshold,
  discreteLaplaceThresholdDelta,
  geometricSelectionDelta,
  type LaplaceCounts,
} from './mechanism/laplace-threshold.ts'
export {
  deviationInterval,
  type MeanParts,
  meanEstimate,
  meanInterval,
  type ValueRange,
  type VarianceParts,
  varianceEstimate,
  varianceInterval,
} from './mechanism/moment-interval.ts'
export { type IntegerNoise, noiseDistribution, noiseSampler } from './mechanism/noise.ts'
export { approximateKeepProbability, partitionCrossovers } from './mechanism/partition-crossovers.ts'
export {
  type PartitionSelection,
  partitionKeepProbability,
  partitionSelection,
  partitionSelectionLoss,
  type SelectionParameters,
} from './mechanism/partition-selection.ts'
export {
  approximateBoundsThreshold,
  type BoundsOutcome,
  boundsOfHistogram,
  type LogHistogram,
  type LogHistogramShape,
  logHistogram,
  type PrivateBoundsInput,
  privateBounds,
} from './mechanism/private-bounds.ts'
export {
  defaultTreeShape,
  type QuantileEstimate,
  type QuantileTree,
  type QuantileTreeInput,
  quantileTree,
} from './mechanism/quantile-tree.ts'
export {
  type CountShape,
  continuousGaussianThreshold,
  gaussianThresholdForLoss,
  laplaceThreshold,
  laplaceThresholdDelta,
} from './mechanism/textbook-threshold.ts'
export { isGroupPublished, type NoisyGroup } from './mechanism/threshold.ts'
export { normalCdf, normalLogCdf, normalQuantile, normalQuantileOfLog } from './numeric/normal.ts'
export { discreteGaussian } from './sample/discrete-gaussian.ts'
export { discreteLaplace } from './sample/discrete-laplace.ts'
export { openRandom, type Random, type RandomBytes } from './sample/random-bits.ts'
export type { Sampler } from './sample/sampler.ts'
