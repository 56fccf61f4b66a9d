import type { Frame, FrameBound, WindowCall } from '../relation/relation.ts'
import type { Value } from '../type/sql-type.ts'
import { compareInSort } from './order.ts'
import type { Row } from './world.ts'

/** A row of a partition in its order, with its sort keys. */
export type Ordered = { readonly row: Row; readonly keys: readonly Value[] }

/** From where to where a frame reaches, both inclusive; empty where `start` is after `end`. */
export type Reach = { readonly start: number; readonly end: number }

/** Up to the current row and its peers where there is an order, else the whole partition (all are peers then). */
const defaultFrame: Frame = { unit: 'range', start: { kind: 'unbounded-preceding' }, end: { kind: 'current-row' } }

/** The frame of the row at place `i`. */
export function frameOf(call: WindowCall, ordered: readonly Ordered[], i: number): Reach {
  const { unit, start, end } = call.frame ?? defaultFrame
  const last = ordered.length - 1
  if (unit === 'rows') {
    return { start: Math.max(0, rowBound(start, i, last)), end: Math.min(last, rowBound(end, i, last)) }
  }
  const inRange = ordered
    .map((_, place) => place)
    .filter((place) => {
      return isAfterStart(start, call, ordered, i, place) && isBeforeEnd(end, call, ordered, i, place)
    })
  return inRange.length === 0 ? { start: 0, end: -1 } : { start: inRange[0] ?? 0, end: inRange.at(-1) ?? -1 }
}

function rowBound(bound: FrameBound, i: number, last: number): number {
  switch (bound.kind) {
    case 'unbounded-preceding':
      return 0
    case 'unbounded-following':
      return last
    case 'current-row':
      return i
    case 'preceding':
      return i - bound.rows
    case 'following':
      return i + bound.rows
  }
}

function isAfterStart(
  bound: FrameBound,
  call: WindowCall,
  ordered: readonly Ordered[],
  i: number,
  place: number,
): boolean {
  if (bound.kind === 'unbounded-preceding') return true
  return bound.kind !== 'unbounded-following' && compareWithBound(bound, call, ordered, i, place) >= 0
}

function isBeforeEnd(
  bound: FrameBound,
  call: WindowCall,
  ordered: readonly Ordered[],
  i: number,
  place: number,
): boolean {
  if (bound.kind === 'unbounded-following') return true
  return bound.kind !== 'unbounded-preceding' && compareWithBound(bound, call, ordered, i, place) <= 0
}

/** Where the row at `place` sorts beside the bound of the row at `i`; by its peers, or by the distance of its one key. */
function compareWithBound(
  bound: FrameBound,
  call: WindowCall,
  ordered: readonly Ordered[],
  i: number,
  place: number,
): number {
  const distance = bound.kind === 'preceding' ? -bound.rows : bound.kind === 'following' ? bound.rows : 0
  const orders = call.orderBy.map((key, k) => {
    const own = ordered[i]?.keys[k] ?? null
    const bounded = distance === 0 ? own : shifted(own, key.direction === 'ascending' ? distance : -distance)
    return compareInSort(ordered[place]?.keys[k] ?? null, bounded, key)
  })
  return orders.find((order) => order !== 0) ?? 0
}

/** A whole number or a date moved by so many; other keys have no distance. */
function shifted(value: Value, distance: number): Value {
  if (typeof value === 'bigint') return value + BigInt(distance)
  return typeof value === 'number' ? value + distance : value
}
