import { deltaAt, type Grid, gridUpTo, product, type Spectrum, spectrumOf, sumOf } from './loss-grid.ts'
import { type Outcome, outcomesOf, sizeOf, split, toDouble } from './outcomes.ts'
import type { GroupLoss, Shifted, StepDifference } from './step-loss.ts'

// The exact privacy loss of what a sequence of steps publishes, from the distributions of their noise.

/** The least δ at each ε, with all units against without one. */
export type PrivacyLoss = { readonly delta: (epsilon: number) => number }

/** What a sequence of steps loses: all its groups are independent. */
export function lossOf(steps: readonly StepDifference[], points = 2048): PrivacyLoss {
  const groups = steps
    .flatMap((step) => step.groups)
    .filter(({ values, deciding }) => values.length > 0 || deciding !== undefined)
  const grid = gridUpTo(reachOf(groups), points)
  const spectra = groups.map((group) => spectrumOfGroup(group, grid))
  const total = spectra.reduce(product, spectrumOf([{ mass: 1, loss: 0 }], grid))
  return { delta: (epsilon) => deltaAt(epsilon, total, grid) }
}

/** The same from the other side: without the unit against with it. */
export function reversed(steps: readonly StepDifference[]): readonly StepDifference[] {
  return steps.map(({ groups }) => ({ groups: groups.map(turned) }))
}

function turned({ values, deciding }: GroupLoss): GroupLoss {
  const back = ({ shift, noise }: Shifted): Shifted => ({ shift: -shift, noise })
  if (deciding === undefined) return { values: values.map(back) }
  const { all, without } = deciding.from
  // Numbers are above the exact one of the second side, which is now the first.
  const moved = (from: bigint | undefined): bigint | undefined =>
    from === undefined ? undefined : from - deciding.shift
  const [first, second] = [moved(without), moved(all)]
  const from = { ...(first === undefined ? {} : { all: first }), ...(second === undefined ? {} : { without: second }) }
  return { values: values.map(back), deciding: { ...back(deciding), from } }
}

function spectrumOfGroup({ values, deciding }: GroupLoss, grid: Grid): Spectrum {
  const others = values
    .map(({ noise, shift }) => spectrumOf(outcomesOf(noise, shift).outcomes, grid))
    .reduce(product, spectrumOf([{ mass: 1, loss: 0 }], grid))
  if (deciding === undefined) return others
  const { hidden, shown } = decide(deciding)
  return sumOf(spectrumOf(hidden, grid), product(spectrumOf(shown, grid), others))
}

/** What shows that a group is withheld, and what shows where it is published. */
function decide({ noise, shift, from }: NonNullable<GroupLoss['deciding']>): {
  hidden: readonly Outcome[]
  shown: readonly Outcome[]
} {
  const chance = (first: bigint | undefined, at: bigint): { below: number; above: number } =>
    first === undefined ? { below: 1, above: 0 } : split(noise, at, first)
  const [all, without] = [chance(from.all, shift), chance(from.without, 0n)]
  const log = ({ below, above }: { below: number; above: number }): number =>
    above < 0.5 ? Math.log1p(-above) : Math.log(Math.max(below, 1e-300))
  const hidden = all.below < 1e-30 ? [] : [{ mass: all.below, loss: log(all) - log(without) }]
  // What is published on one side only is lost altogether: it is in no outcome.
  if (from.all === undefined || from.without === undefined) return { hidden, shown: [] }
  const first = from.all > from.without ? from.all : from.without
  return { hidden, shown: outcomesOf(noise, shift, first).outcomes }
}

/** How large losses are, but for the least likely ones. */
function reachOf(groups: readonly GroupLoss[]): number {
  let [rho, more] = [0, 0]
  for (const { values, deciding } of groups) {
    for (const { shift, noise } of [...values, ...(deciding === undefined ? [] : [deciding])]) {
      const ratio = Math.abs(Number(shift)) / sizeOf(noise)
      if (noise.kind === 'discrete-gaussian') rho += ratio ** 2 / 2
      else more += ratio
    }
    if (deciding === undefined) continue
    const { hidden } = decide(deciding)
    more += hidden.reduce((sum, { loss }) => sum + Math.min(60, Math.abs(loss)), 0)
  }
  return (rho + 10 * Math.sqrt(2 * rho) + more) * 1.02 + 1e-6
}

/** The Rényi divergence of order α of all values that are always published, Gaussian ones by their formula. */
export function renyiOf(values: readonly Shifted[], alpha: number): number {
  return values.reduce((sum, { noise, shift }) => {
    if (noise.kind === 'discrete-gaussian') {
      return sum + (alpha * Number(shift) ** 2) / (2 * toDouble(noise.sigmaSquared))
    }
    const { outcomes } = outcomesOf(noise, shift)
    const moment = outcomes.reduce((total, { mass, loss }) => total + mass * Math.exp((alpha - 1) * loss), 0)
    return sum + Math.log(moment) / (alpha - 1)
  }, 0)
}
