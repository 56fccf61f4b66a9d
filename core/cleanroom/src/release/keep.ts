import { isGroupPublished } from '@glovebox/privacy'
import type { PrivateStep } from '../model/private-step.ts'

/** Which groups are published; `coordinate` counts their units. */
export type Keep =
  | { readonly kind: 'all' }
  /** Those with so many noisy units: nothing exact decides. */
  | { readonly kind: 'noisy-minimum'; readonly coordinate: number; readonly minimumUnits: number }
  /** Those that `isGroupPublished` says, exact units among the reasons; the threshold is paid for. */
  | {
      readonly kind: 'selection'
      readonly coordinate: number
      readonly minimumUnits: number
      readonly threshold: bigint
    }

/**
 * The rule by which a step's groups are published. Public groups are all published, or withheld by their noisy number
 * of units alone; private ones are selected.
 */
export function keepRule({ groups, minimumUnits, unitsCoordinate: coordinate }: PrivateStep): Keep {
  if (groups.kind !== 'private' && minimumUnits <= 1) return { kind: 'all' }
  if (coordinate === undefined) throw new Error('a step that withholds groups does not count their units')
  return groups.kind === 'private'
    ? { kind: 'selection', coordinate, minimumUnits, threshold: groups.threshold }
    : { kind: 'noisy-minimum', coordinate, minimumUnits }
}

/** Whether a group with these exact and noisy coordinates is published. */
export function isKept(keep: Keep, exact: readonly bigint[], noisy: readonly bigint[]): boolean {
  if (keep.kind === 'all') return true
  const [units, noisyUnits] = [exact[keep.coordinate], noisy[keep.coordinate]]
  if (units === undefined || noisyUnits === undefined) throw new Error('a group does not count its units')
  switch (keep.kind) {
    case 'noisy-minimum':
      return noisyUnits >= BigInt(keep.minimumUnits)
    case 'selection':
      return isGroupPublished({ units, noisyUnits }, keep)
  }
}
