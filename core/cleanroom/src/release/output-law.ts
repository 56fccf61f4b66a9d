import type { Value } from '@glovebox/sql'
import type { Noise, PrivateStep } from '../model/private-step.ts'
import { candidates } from './candidate.ts'
import { type Keep, keepRule } from './keep.ts'

/** All that decides what is published of a group, apart from chance. */
export type GroupLaw = {
  readonly key: readonly Value[]
  /** Published is a function of these integers, each with its own independent noise. */
  readonly coordinates: readonly { readonly exact: bigint; readonly noise: Noise }[]
  /** Likewise of the nodes of these trees: a node's count is the rows in the leaves below it. */
  readonly trees: readonly { readonly leaves: ReadonlyMap<number, bigint>; readonly noise: Noise }[]
}

/**
 * The distribution of what `releasePrivately` publishes, as data: the groups that may appear, what is noisy in each, and
 * the rule that decides, group by group, whether it appears. It is what suites compute exact privacy losses from, and
 * knows what nobody may be shown.
 */
export type OutputLaw = { readonly groups: readonly GroupLaw[]; readonly keep: Keep }

/** The distribution of what a step publishes of these parts. */
export function outputLaw(
  step: PrivateStep,
  parts: readonly (readonly (readonly Value[])[])[],
  domain?: readonly (readonly Value[])[],
): OutputLaw {
  const groups = candidates(step, parts, domain).map(({ key, coordinates, leaves }) => ({
    key,
    coordinates: step.noise.map((noise, i) => ({ exact: coordinates[i] ?? 0n, noise })),
    trees: step.treeNoise.map((noise, i) => ({ leaves: leaves[i] ?? new Map<number, bigint>(), noise })),
  }))
  return { groups, keep: keepRule(step) }
}
