import type { BoundingLimits, ClauseOptions } from '../aggregation.ts'
import type { TrackedRows } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/**
 * How much of one unit counts: in as many groups as the strictest owner declares, with as many rows as the joined tables
 * have of it together. A clause may ask for fewer groups, never for more; undefined where it does.
 */
export function limitsOf(
  { tables, rows }: TrackedRows,
  clause: ClauseOptions | undefined | 'refused',
  work: Work,
): BoundingLimits | undefined {
  const maxGroups = least(tables.map(({ association }) => association.privacy?.maxGroupsContributed))
  const asked = clause === 'refused' ? undefined : clause?.maxGroups
  if (asked !== undefined && maxGroups !== undefined && asked > maxGroups && clause !== 'refused') {
    const at = clause?.places.max_groups_contributed
    refuseTracked(work, tables, 'PRIVACY_CLAUSE_GROUPS', { asked, most: maxGroups }, at)
    return undefined
  }
  const groups = rows.isOne ? 1 : (asked ?? maxGroups)
  const declared = rows.declared ?? rows.most
  return {
    ...(groups === undefined ? {} : { maxGroups: groups }),
    ...(rows.most === undefined ? {} : { maxRows: rows.most }),
    ...(declared === undefined ? {} : { declaredRows: declared }),
  }
}

function least(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((n) => n !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
