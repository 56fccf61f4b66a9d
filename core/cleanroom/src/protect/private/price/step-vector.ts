import type { JointVector } from '@glovebox/privacy'
import type { BoundedStep } from '../../../model/private-step.ts'

/**
 * The step with the groups of one unit counted as they can be: one where there are no keys, and no more than there are
 * public groups.
 */
export function withPossibleGroups<S extends BoundedStep>(step: S): S {
  const { groups, maxGroups } = step
  switch (groups.kind) {
    case 'one':
      return { ...step, maxGroups: 1 }
    case 'public':
      return { ...step, maxGroups: Math.max(1, Math.min(maxGroups, groups.tuples.length)) }
    case 'public-table':
    case 'private':
      return step
  }
}

/**
 * All that one unit can change in a step, as one vector: the coordinates, then the trees. In a tree it moves at most
 * `maxRows` rows, each through a node of every level.
 */
export function vectorOf({ coordinates, trees, maxGroups }: BoundedStep): JointVector {
  return {
    coordinates: [
      ...coordinates.map(({ sensitivity }) => ({ sensitivity })),
      ...trees.map(({ height, maxRows }) => ({ sensitivity: BigInt(maxRows), levels: height })),
    ],
    maxGroups,
  }
}

/** Whether a step shows anything that depends on rows; public keys alone do not. */
export function dependsOnRows({ coordinates, trees }: BoundedStep): boolean {
  return coordinates.length + trees.length > 0
}
