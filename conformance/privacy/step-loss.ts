import type { Noise, PlannedStep } from '../../core/cleanroom/src/index.ts'
import { isKept, type Keep } from '../../core/cleanroom/src/release/keep.ts'
import type { GroupLaw, OutputLaw } from '../../core/cleanroom/src/release/output-law.ts'
import { groupKey } from '../../core/sql/src/index.ts'

/** A noisy integer that is `shift` larger with all units than without one. */
export type Shifted = { readonly shift: bigint; readonly noise: Noise }

/** What is published of a group, and when. */
export type GroupLoss = {
  /** Everything noisy in it whose exact value changes, but what decides. */
  readonly values: readonly Shifted[]
  /** What decides whether the group is published; absent where it always is. */
  readonly deciding?: Shifted & {
    /** The least noisy number above the exact one without the unit at which it is published; absent: never. */
    readonly from: { readonly all?: bigint; readonly without?: bigint }
  }
}

/** All that differs between what a step publishes with all units and without one. */
export type StepDifference = { readonly groups: readonly GroupLoss[] }

/** The differences of two laws of one step. */
export function differenceOf(step: PlannedStep, all: OutputLaw, without: OutputLaw): StepDifference {
  const byKey = (law: OutputLaw): ReadonlyMap<string, GroupLaw> =>
    new Map(law.groups.map((group) => [groupKey(group.key), group]))
  const [left, right] = [byKey(all), byKey(without)]
  const keys = [...new Set([...left.keys(), ...right.keys()])]
  return { groups: keys.map((key) => groupLoss(step, all.keep, left.get(key), right.get(key))) }
}

function groupLoss(
  { noise, treeNoise, trees }: PlannedStep,
  keep: Keep,
  all: GroupLaw | undefined,
  without: GroupLaw | undefined,
): GroupLoss {
  const exact = (group: GroupLaw | undefined): readonly bigint[] =>
    noise.map((_, i) => group?.coordinates[i]?.exact ?? 0n)
  const [left, right] = [exact(all), exact(without)]
  const coordinates = noise.map((own, i) => ({ shift: (left[i] ?? 0n) - (right[i] ?? 0n), noise: own }))
  const nodes = treeNoise.flatMap((own, i) => {
    const { fanout = 2, height = 1 } = trees[i] ?? {}
    const levels = (group: GroupLaw | undefined): ReadonlyMap<string, bigint> =>
      nodeCounts(group?.trees[i]?.leaves, fanout, height)
    const [some, others] = [levels(all), levels(without)]
    return [...new Set([...some.keys(), ...others.keys()])].map((node) => ({
      shift: (some.get(node) ?? 0n) - (others.get(node) ?? 0n),
      noise: own,
    }))
  })
  const isAlone = all === undefined || without === undefined
  if (keep.kind === 'all' && isAlone) throw new Error('a group that is always published is there with one unit only')
  const changed = (values: readonly Shifted[]): readonly Shifted[] => values.filter(({ shift }) => shift !== 0n)
  if (keep.kind === 'all') return { values: changed([...coordinates, ...nodes]) }
  const place = keep.coordinate
  const deciding = coordinates[place]
  if (deciding === undefined) throw new Error('a group does not count its units')
  const base = right[place] ?? 0n
  const from = (group: GroupLaw | undefined, of: readonly bigint[]): bigint | undefined => {
    const first = group === undefined ? undefined : firstKept(keep, of, place, deciding.noise)
    return first === undefined ? undefined : first - base
  }
  const [whenAll, whenWithout] = [from(all, left), from(without, right)]
  return {
    values: changed([...coordinates.filter((_, i) => i !== place), ...nodes]),
    deciding: {
      ...deciding,
      from: {
        ...(whenAll === undefined ? {} : { all: whenAll }),
        ...(whenWithout === undefined ? {} : { without: whenWithout }),
      },
    },
  }
}

/** The rows below each node of a tree, without its root, which everything else adds up to. */
function nodeCounts(
  leaves: ReadonlyMap<number, bigint> | undefined,
  fanout: number,
  height: number,
): ReadonlyMap<string, bigint> {
  const counts = new Map<string, bigint>()
  for (const [leaf, count] of leaves ?? []) {
    for (let level = height, node = leaf; level > 0; level--, node = Math.floor(node / fanout)) {
      counts.set(`${level} ${node}`, (counts.get(`${level} ${node}`) ?? 0n) + count)
    }
  }
  return counts
}

/** The least noisy number of units at which the product publishes a group; it decides, not we. */
function firstKept(keep: Keep, exact: readonly bigint[], place: number, noise: Noise): bigint | undefined {
  const isShown = (noisy: bigint): boolean =>
    isKept(
      keep,
      exact,
      exact.map((value, i) => (i === place ? noisy : value)),
    )
  const far = 1n << BigInt(noise.kind === 'discrete-gaussian' ? 60 : 61)
  if (!isShown(far)) return undefined
  let [low, high] = [-far, far]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (isShown(middle)) high = middle
    else low = middle
  }
  return high
}
