import type { BoundingLimits, ClauseOptions } from '../aggregation.ts'
import type { TrackedRows } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/**
 * How much of one unit counts: the least that any owner declares. A clause may ask for less, never for more; undefined
 * where it does.
 */
export function limitsOf(
  { tables }: TrackedRows,
  clause: ClauseOptions | undefined | 'refused',
  work: Work,
): BoundingLimits | undefined {
  const maxGroups = least(tables.map(({ association }) => association.privacy?.maxGroupsContributed))
  const maxRows = least(tables.map(({ association }) => association.privacy?.maxRowsPerGroup))
  const asked = clause === 'refused' ? undefined : clause?.maxGroups
  if (asked !== undefined && maxGroups !== undefined && asked > maxGroups && clause !== 'refused') {
    const at = clause?.places.max_groups_contributed
    refuseTracked(work, tables, 'PRIVACY_CLAUSE_GROUPS', { asked, most: maxGroups }, at)
    return undefined
  }
  const groups = asked ?? maxGroups
  return {
    ...(groups === undefined ? {} : { maxGroups: groups }),
    ...(maxRows === undefined ? {} : { maxRows }),
  }
}

function least(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((n) => n !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
