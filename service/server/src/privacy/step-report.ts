import type { MechanismReport, StepReport } from '@glovebox/api'
import type { Noise, PlannedStep } from '@glovebox/cleanroom'
import { multiply, noiseDistribution, type Rational, rational, toNumber, toNumberUp } from '@glovebox/privacy'

/** How one private aggregation is made private, in the units that people know. */
export function stepReport(step: PlannedStep, isCached: boolean): StepReport {
  const { units, limits, groups, maxGroups, minimumUnits, loss } = step
  return {
    units: units.map(({ table, owner, unit }) => ({ table, owner, unit: unit.at(-1) ?? '' })),
    maxGroupsContributed: maxGroups,
    ...(limits.maxRows === undefined ? {} : { maxRowsPerGroup: limits.maxRows }),
    groups: groupsReport(groups, minimumUnits, loss.kind === 'zcdp' ? loss.delta : 0),
    mechanisms: [...coordinateReports(step), ...treeReports(step)],
    loss:
      loss.kind === 'zcdp'
        ? { rho: toNumberUp(loss.rho), delta: loss.delta }
        : { epsilon: toNumberUp(loss.epsilon), delta: 0 },
    isCached,
  }
}

function groupsReport(groups: PlannedStep['groups'], minimumUnits: number, delta: number): StepReport['groups'] {
  switch (groups.kind) {
    case 'one':
    case 'public-table':
      return { kind: groups.kind }
    case 'public':
      return { kind: 'public', count: groups.tuples.length }
    case 'private':
      return { kind: 'private', threshold: Number(groups.threshold), delta, minimumUnits }
  }
}

function coordinateReports({ coordinates, noise }: PlannedStep): readonly MechanismReport[] {
  return coordinates.flatMap(({ name, sensitivity, step, bounds }, i) => {
    const own = noise[i]
    if (own === undefined) return []
    const { standardDeviation, halfWidth } = noiseDistribution(own)
    const scaled = (steps: Rational): number => toNumber(multiply(steps, step))
    return [
      {
        name,
        mechanism: mechanismOf(own),
        sensitivity: scaled(rational(sensitivity)),
        standardDeviation: standardDeviation * toNumber(step),
        halfWidth: scaled(rational(halfWidth(confidence))),
        bounds,
      },
    ]
  })
}

/** A tree's noise is on ranks: on how many rows lie below a value. */
function treeReports({ trees, treeNoise }: PlannedStep): readonly MechanismReport[] {
  return trees.flatMap(({ name, low, high, maxRows }, i) => {
    const own = treeNoise[i]
    if (own === undefined) return []
    const { standardDeviation, halfWidth } = noiseDistribution(own)
    return [
      {
        name,
        mechanism: 'quantile tree' as const,
        sensitivity: maxRows,
        standardDeviation,
        halfWidth: Number(halfWidth(confidence)),
        bounds: { low, high },
      },
    ]
  })
}

function mechanismOf({ kind }: Noise): MechanismReport['mechanism'] {
  switch (kind) {
    case 'discrete-gaussian':
      return 'discrete Gaussian'
    case 'discrete-laplace':
      return 'discrete Laplace'
  }
}

/** Of the interval of one published number. */
const confidence = 0.95

/** Of what is calculated from several: that each lies within its own interval. */
export function confidenceOf(sources: number): number {
  return Number((1 - (1 - confidence) * sources).toFixed(2))
}
