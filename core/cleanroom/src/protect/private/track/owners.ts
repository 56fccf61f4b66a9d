import type { Span } from '@glovebox/diagnostics'
import { unitName } from '../protected-table.ts'
import { type Tracked, type TrackedRows, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

// Each owner promises what happens if a person is taken out of its own tables alone. That bounds nothing unless all
// rows of the person go with them: a row needs its person at every owner whose tables are read. Otherwise what an owner
// holds would turn rows into others, which changes twice as many groups as a person has.

/** Whether rows of both sides need their person at the same owners. */
export function haveSameOwners(left: TrackedRows, right: TrackedRows): boolean {
  return needsNoOther(left, right) && needsNoOther(right, left)
}

/** Whether rows that are kept need their person wherever the other side's do. */
export function needsNoOther(kept: TrackedRows, other: TrackedRows): boolean {
  const owners = ownersOf(kept)
  return ownersOf(other).every((owner) => owners.includes(owner))
}

/** Refuses to put together rows that need their person at different owners. */
export function refuseOwners(left: TrackedRows, right: TrackedRows, at: Span, work: Work): Tracked {
  const parameters = { left: ownersOf(left), right: ownersOf(right), unit: unitOf(left) }
  return refuseTracked(work, [...left.tables, ...right.tables], 'PRIVACY_OWNERS', parameters, at)
}

/** Whose people of which kind: a household of one owner is nobody among its persons. */
function ownersOf({ tables }: TrackedRows): readonly string[] {
  return [...new Set(tables.map((table) => `${unitName(table)} of ${table.association.owner}`))].sort()
}
