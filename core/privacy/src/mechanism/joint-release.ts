import { rationalOf, toNumberDown, toNumberUp } from '../exact/double.ts'
import { add, bitLength, ceil, divide, multiply, type Rational, rational } from '../exact/rational.ts'
import { discreteLaplaceRho } from '../loss/rho.ts'
import { bisect, doubleUntil } from '../numeric/bisect.ts'

/** Integers of each group that get noise of one size. */
export type JointCoordinate = {
  /** The most by which one unit changes such integers in one group: in L1, and so in L2. At least 1. */
  readonly sensitivity: bigint
  /** How many vectors of that sensitivity these are: the height of a quantile tree; 1 by default. */
  readonly levels?: number
  /** The share of the loss, relative to the other coordinates'; 1 by default. */
  readonly weight?: Rational
}

/** All aggregates of a question as one vector; a unit is in at most `maxGroups` groups. */
export type JointVector = { readonly coordinates: readonly JointCoordinate[]; readonly maxGroups: number }

/**
 * The σ² of discrete Gaussian noise for each coordinate, such that the whole vector costs ρ.
 *
 * Guarantee: κ · Σ levels·Δ²/(2σ²) ≤ ρ exactly, so that the release is ρ-zCDP. Each σ² is at most 2⁻³¹ above its share's.
 * Requires: ρ > 0, and of the vector what `JointVector` says; RangeError otherwise.
 * Proof: docs/proofs/joint-release.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020, Theorem 4 and Corollary 2.
 */
export function jointGaussian(input: JointVector & { readonly rho: Rational }): readonly Rational[] {
  return sharesOf(input, input.rho).map(({ coordinate, share }) =>
    roundUp(divide(rational(coordinate.sensitivity ** 2n), multiply(rational(2n), share))),
  )
}

/** What a vector with these σ² costs: exactly κ · Σ levels·Δ²/(2σ²). */
export function jointGaussianRho(input: JointVector & { readonly sigmaSquared: readonly Rational[] }): Rational {
  return total(input, (coordinate, j) =>
    divide(rational(coordinate.sensitivity ** 2n), multiply(rational(2n), at(input.sigmaSquared, j))),
  )
}

/** What a release may cost. */
export type JointLoss =
  | { readonly kind: 'pure'; readonly epsilon: Rational }
  | { readonly kind: 'zcdp'; readonly rho: Rational }

/**
 * The scale of discrete Laplace noise for each coordinate, such that the whole vector costs ε, or ρ.
 *
 * Guarantee: κ · Σ levels·Δ/scale ≤ ε exactly, so that the release is ε-differentially private; or κ · Σ levels·ρ(Δ, scale)
 * ≤ ρ with the exact ρ of discrete Laplace noise, rounded up, so that it is ρ-zCDP.
 * Requires: ε > 0 or ρ > 0, and of the vector what `JointVector` says; RangeError otherwise.
 * Proof: docs/proofs/joint-release.md, Theorem 2.
 * Source: Dwork, McSherry, Nissim, Smith 2006; Harrison, Manurangsi 2025 (arXiv:2510.25746).
 */
export function jointLaplace(input: JointVector & { readonly loss: JointLoss }): readonly Rational[] {
  const { loss } = input
  switch (loss.kind) {
    case 'pure':
      return sharesOf(input, loss.epsilon).map(({ coordinate, share }) =>
        roundUp(divide(rational(coordinate.sensitivity), share)),
      )
    case 'zcdp':
      return sharesOf(input, loss.rho).map(({ coordinate, share }) =>
        roundUp(rationalOf(laplaceScale(coordinate.sensitivity, toNumberDown(share)))),
      )
  }
}

/** What a vector with these scales costs in pure terms: exactly κ · Σ levels·Δ/scale. */
export function jointLaplaceEpsilon(input: JointVector & { readonly scales: readonly Rational[] }): Rational {
  return total(input, (coordinate, j) => divide(rational(coordinate.sensitivity), at(input.scales, j)))
}

/** What a vector with these scales costs in zero-concentrated terms, rounded up: κ · Σ levels·ρ(Δ, scale). */
export function jointLaplaceRho(input: JointVector & { readonly scales: readonly Rational[] }): Rational {
  return total(input, (coordinate, j) => rationalOf(discreteLaplaceRho(coordinate.sensitivity, at(input.scales, j))))
}

// The least scale, in doubles, at which Δ costs no more than its share.
function laplaceScale(sensitivity: bigint, rho: number): number {
  if (!(rho > 0)) throw new RangeError('a share of so small a loss is no number')
  const isEnough = (scale: number): boolean => discreteLaplaceRho(sensitivity, rationalOf(scale)) <= rho
  const start = toNumberUp(rational(sensitivity)) * 2 ** -20
  const high = doubleUntil(isEnough, start)
  if (!Number.isFinite(high)) throw new RangeError('no finite noise reaches so small a loss')
  return high === start ? high : bisect(isEnough, high / 2, high).above
}

// What one integer vector of one group may cost: the total over κ · levels, in proportion to its weight.
function sharesOf(
  vector: JointVector,
  loss: Rational,
): readonly { readonly coordinate: JointCoordinate; readonly share: Rational }[] {
  if (loss.numerator <= 0n) throw new RangeError('a release needs a loss above 0')
  const weights = checked(vector).coordinates.map((coordinate) => coordinate.weight ?? rational(1n))
  const sum = weights.reduce(add, rational(0n))
  return vector.coordinates.map((coordinate, j) => ({
    coordinate,
    share: divide(multiply(loss, divide(at(weights, j), sum)), rational(times(vector, coordinate))),
  }))
}

function total(vector: JointVector, cost: (coordinate: JointCoordinate, j: number) => Rational): Rational {
  return checked(vector)
    .coordinates.map((coordinate, j) => multiply(rational(times(vector, coordinate)), cost(coordinate, j)))
    .reduce(add, rational(0n))
}

function times(vector: JointVector, coordinate: JointCoordinate): bigint {
  return BigInt(vector.maxGroups) * BigInt(coordinate.levels ?? 1)
}

// Few digits keep the samplers fast.
const significantBits = 32

function roundUp(a: Rational): Rational {
  const shift = bitLength(a.numerator) - bitLength(a.denominator) - significantBits
  const unit = shift >= 0 ? rational(1n << BigInt(shift)) : rational(1n, 1n << BigInt(-shift))
  return multiply(rational(ceil(divide(a, unit))), unit)
}

function checked(vector: JointVector): JointVector {
  if (vector.coordinates.length === 0) throw new RangeError('a release has at least one coordinate')
  requireCount(vector.maxGroups, 'a unit is in at least one group')
  for (const { sensitivity, levels, weight } of vector.coordinates) {
    if (sensitivity < 1n) throw new RangeError('a coordinate changes by at least one step')
    if (levels !== undefined) requireCount(levels, 'a tree has at least one level')
    if (weight !== undefined && weight.numerator <= 0n) throw new RangeError('a coordinate needs a weight above 0')
  }
  return vector
}

function requireCount(count: number, otherwise: string): void {
  if (!(Number.isSafeInteger(count) && count >= 1)) throw new RangeError(otherwise)
}

function at<Item>(items: readonly Item[], j: number): Item {
  const item = items[j]
  if (item === undefined) throw new RangeError('every coordinate needs its own noise')
  return item
}
