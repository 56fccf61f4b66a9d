import { requirePositive } from './parameter.ts'

/**
 * A privacy loss distribution on a grid: `masses[i]` at the loss (lowest + i)·step, `infinite` where a neighbour is ruled out.
 * It dominates the pair of distributions it was made of: its δ(ε) is nowhere below theirs.
 */
export type LossDistribution = {
  readonly step: number
  readonly lowest: number
  readonly masses: Float64Array
  readonly infinite: number
}

/**
 * How losses between grid points are put on the grid. `pessimistic` moves them up; `connect-the-dots` splits them between both
 * neighbours so that δ(ε) is exact at the grid points, which is tighter and dominates just as well.
 */
export type Rounding = 'pessimistic' | 'connect-the-dots'

/** A loss that outputs have with a probability under the true data. */
export type Atom = { readonly loss: number; readonly mass: number }

/**
 * The distribution of a loss that has a survival function P[loss > x], between two bounds. What is above `highest` counts as
 * infinite, and what is below `lowest` as `lowest`.
 */
export function pessimisticDistribution(
  survival: (loss: number) => number,
  bounds: { readonly lowest: number; readonly highest: number },
  step: number,
): LossDistribution {
  const lowest = gridUp(bounds.lowest, step)
  const count = gridUp(bounds.highest, step) - lowest + 1
  const masses = new Float64Array(count)
  const infinite = survival(bounds.highest)
  for (let i = 0, above = 1; i < count; i += 1) {
    const rest = i === count - 1 ? infinite : survival((lowest + i) * step)
    masses[i] = Math.max(0, above - rest)
    above = rest
  }
  return { step, lowest, masses, infinite }
}

/**
 * The distribution on the grid between two bounds whose δ(ε) is the given one at each grid point and linear in e^ε between.
 *
 * Guarantee: dominates every pair of distributions with that δ, because δ is convex in e^ε.
 * Requires: δ(ε) non-increasing and convex in e^ε; it may be rounded up.
 * Proof: docs/proofs/pld.md, Theorem 1.
 * Source: Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022, Algorithm 1 (arXiv:2207.04380).
 */
export function connectTheDots(
  delta: (epsilon: number) => number,
  bounds: { readonly lowest: number; readonly highest: number },
  step: number,
): LossDistribution {
  const lowest = gridDown(bounds.lowest, step)
  const count = gridUp(bounds.highest, step) - lowest + 1
  const masses = new Float64Array(count)
  const infinite = delta((lowest + count - 1) * step)
  let [total, above, here] = [infinite, infinite, infinite]
  for (let i = count - 1; i > 0; i -= 1) {
    const below = delta((lowest + i - 1) * step)
    const mass = Math.max(0, (above - here - (here - below) * Math.exp(step)) / Math.expm1(step))
    masses[i] = mass
    total += mass
    ;[above, here] = [here, below]
  }
  masses[0] = Math.max(0, 1 - total)
  return { step, lowest, masses, infinite }
}

/** The distribution of a list of losses; Infinity is one where a neighbour is ruled out. */
export function atomsDistribution(atoms: readonly Atom[], step: number, rounding: Rounding): LossDistribution {
  requirePositive({ step })
  const finite = atoms.filter(({ loss, mass }) => loss !== Number.POSITIVE_INFINITY && mass > 0)
  let infinite = 0
  for (const { loss, mass } of atoms) if (loss === Number.POSITIVE_INFINITY) infinite += mass
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { loss } of finite) [least, largest] = [Math.min(least, loss), Math.max(largest, loss)]
  if (finite.length === 0) return { step, lowest: 0, masses: new Float64Array(1), infinite }
  const lowest = gridDown(least, step)
  const masses = new Float64Array(gridUp(largest, step) - lowest + 1)
  for (const { loss, mass } of finite) {
    const up = gridUp(loss, step)
    // The share of the lower neighbour keeps the mass under the other data, Σ mass·e^(−loss).
    const isOnGrid = up * step === loss
    const upper =
      rounding === 'pessimistic' || isOnGrid ? 1 : Math.min(1, Math.expm1((up - 1) * step - loss) / Math.expm1(-step))
    masses[up - lowest] = (masses[up - lowest] ?? 0) + mass * upper
    if (upper < 1) masses[up - 1 - lowest] = (masses[up - 1 - lowest] ?? 0) + mass * (1 - upper)
  }
  return { step, lowest, masses, infinite }
}

/** δ(ε) of a distribution. */
export function distributionDelta({ step, lowest, masses, infinite }: LossDistribution, epsilon: number): number {
  let sum = infinite
  for (let i = masses.length - 1; i >= 0 && (lowest + i) * step > epsilon; i -= 1) {
    sum -= (masses[i] ?? 0) * Math.expm1(epsilon - (lowest + i) * step)
  }
  return Math.min(1, sum)
}

/** The mass at the grid points of the given numbers, 0 where there is none. */
export function massesAt({ lowest, masses }: LossDistribution, indices: readonly number[]): number[] {
  return indices.map((index) => masses[index - lowest] ?? 0)
}

// A loss that is a multiple of the step up to rounding is one.
function gridUp(loss: number, step: number): number {
  const nearest = Math.round(loss / step)
  return nearest * step >= loss ? ((nearest - 1) * step >= loss ? nearest - 1 : nearest) : nearest + 1
}

function gridDown(loss: number, step: number): number {
  return -gridUp(-loss, step)
}
