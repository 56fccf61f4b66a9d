import { test } from 'node:test'
import { rationalOf, toNumber } from '../exact/double.ts'
import { assertMeets, numberOf, type Vector, vectorsOf } from '../vectors.suite.ts'
import { discreteGaussianDelta } from './discrete-gaussian.ts'
import { gaussianDelta, gaussianEpsilon, gaussianSigma, l2Sensitivity } from './gaussian.ts'
import { discreteLaplaceDelta, laplaceDelta, randomizedResponseEpsilon } from './laplace.ts'
import { gaussianRho, laplaceRho } from './rho.ts'
import { zcdpDelta, zcdpEpsilon, zcdpRho } from './zcdp.ts'

const number = numberOf

function sigmaSquared(vector: Vector): number {
  return 'sigma2' in vector.inputs ? number(vector, 'sigma2') : number(vector, 'sigma') ** 2
}

function l2(vector: Vector): number {
  if (!('l2' in vector.inputs)) return l2Sensitivity(number(vector, 'l0'), number(vector, 'linf'))
  return number(vector, 'l2') * (String(vector.inputs.adjacency).startsWith('replace') ? 2 : 1)
}

const truncation = (vector: Vector): number | undefined =>
  typeof vector.inputs.truncation === 'number' ? vector.inputs.truncation : undefined

const compute: Readonly<Record<string, (vector: Vector) => number>> = {
  gaussian_delta: (v) => gaussianDelta(Math.sqrt(sigmaSquared(v)), number(v, 'epsilon'), l2(v)),
  gaussian_epsilon: (v) => gaussianEpsilon(number(v, 'sigma'), number(v, 'delta'), number(v, 'l2')),
  gaussian_sigma: (v) => gaussianSigma(number(v, 'epsilon'), number(v, 'delta'), number(v, 'l2')),
  gaussian_sigma_exact: (v) => gaussianSigma(number(v, 'epsilon'), number(v, 'delta'), number(v, 'l2')),
  gaussian_variance: (v) => gaussianSigma(number(v, 'epsilon'), number(v, 'delta'), l2(v)) ** 2,
  laplace_delta: (v) => laplaceDelta(number(v, 'b'), number(v, 'l1'), number(v, 'epsilon')),
  discrete_laplace_delta: (v) => discreteLaplaceDelta(number(v, 'a'), number(v, 'sensitivity'), number(v, 'epsilon')),
  discrete_gaussian_delta: (v) =>
    discreteGaussianDelta(
      { sigmaSquared: sigmaSquared(v), truncation: truncation(v) },
      number(v, 'sensitivity'),
      number(v, 'epsilon'),
    ),
  zcdp_to_eps: (v) => zcdpEpsilon(number(v, 'rho'), number(v, 'delta')),
  zcdp_to_delta: (v) => zcdpDelta(number(v, 'rho'), number(v, 'epsilon')),
  eps_delta_to_zcdp_rho: (v) => zcdpRho(number(v, 'epsilon'), number(v, 'delta')),
  gaussian_zcdp_rho: (v) =>
    toNumber(gaussianRho(rationalOf(number(v, 'l2') ** 2), rationalOf(number(v, 'scale') ** 2))),
  laplace_exact_zcdp_rho: (v) => laplaceRho(number(v, 'epsilon')),
  filter_loss: () => randomizedResponseEpsilon(0.51),
}

for (const [category, value] of Object.entries(compute)) {
  test(`the reference vectors ${category} are met`, () => {
    for (const vector of vectorsOf(category)) assertMeets(vector, [value(vector)])
  })
}
