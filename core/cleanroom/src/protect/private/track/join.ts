import {
  type Column,
  type ColumnId,
  callFunction,
  type JoinRelation,
  type Relation,
  type WindowCall,
  type WindowRelation,
} from '@glovebox/sql'
import { columnOf, reference } from '../../withhold/carried.ts'
import { equalities } from '../../withhold/equalities.ts'
import { haveSameOwners, needsNoOther, refuseOwners } from './owners.ts'
import { connected, type RowsPerUnit, settle, type Tracked, type TrackedRows, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

type Known = Exclude<Tracked, { kind: 'refused' }>

/**
 * Joins rows of units with each other on their units, and with unprotected rows anyhow. Rows that no unit has are
 * dropped, so an outer join keeps what it has of units alone.
 */
export function trackJoin(relation: JoinRelation, left: Tracked, right: Tracked, work: Work): Tracked {
  if (left.kind === 'refused' || right.kind === 'refused') return { kind: 'refused' }
  if (left.kind === 'rows' && right.kind === 'rows') return joinUnits(relation, left, right, work)
  if (left.kind === 'rows' && right.kind !== 'rows') return joinOther(relation, left, right, 'left', work)
  if (right.kind === 'rows' && left.kind !== 'rows') return joinOther(relation, right, left, 'right', work)
  const counted = [...left.counted, ...right.counted]
  const kind = left.kind === 'published' || right.kind === 'published' ? 'published' : 'unprotected'
  return { kind, relation: joined(relation, left, right, relation.join), counted }
}

/** The join over tracked sides; the columns of an outer side are nullable. */
function joined(relation: JoinRelation, left: Known, right: Known, join: JoinRelation['join']): JoinRelation {
  const leftOuter = join === 'right' || join === 'full'
  const rightOuter = join === 'left' || join === 'full'
  const columns = [
    ...left.relation.columns.map((column) => (leftOuter ? { ...column, nullable: true } : column)),
    ...right.relation.columns.map((column) => (rightOuter ? { ...column, nullable: true } : column)),
  ]
  return { ...relation, join, left: left.relation, right: right.relation, columns }
}

function joinOther(
  relation: JoinRelation,
  rows: TrackedRows,
  other: Exclude<Known, TrackedRows>,
  side: 'left' | 'right',
  work: Work,
): Tracked {
  if (other.kind === 'published') {
    return refuseTracked(work, rows.tables, 'PRIVACY_JOIN_PUBLISHED', { unit: unitOf(rows) }, relation.at)
  }
  const join = keptJoin(relation.join, side)
  const [left, right]: readonly [Known, Known] = side === 'left' ? [rows, other] : [other, rows]
  const isInner = join === 'inner' || join === 'cross'
  const same = isInner ? connected(rows.same, equalities(relation.on)) : rows.same
  const gave = isInner ? publicOf(other.relation, work) : []
  return {
    ...rows,
    relation: joined(relation, left, right, join),
    same,
    publicColumns: new Map([...rows.publicColumns, ...gave.map((column) => [column.id, column] as const)]),
    rows: { ...rows.rows, isOne: false },
    counted: settle([...rows.counted, ...other.counted], same),
  }
}

/** The join that gives the rows which some unit has. */
function keptJoin(join: JoinRelation['join'], side: 'left' | 'right'): JoinRelation['join'] {
  if (join === 'inner' || join === 'cross' || join === side) return join
  return join === 'full' ? side : 'inner'
}

/** The columns of a relation that public tables gave, as they are. */
function publicOf(relation: Relation, work: Work): readonly Column[] {
  const isPublic = (name: string): boolean =>
    work.question.tables.some(({ association }) => association.name === name && association.isPublic)
  const isTable = relation.kind === 'table' && isPublic(relation.table)
  if (isTable) return relation.columns
  if (relation.kind === 'filter') return publicOf(relation.input, work)
  if (relation.kind === 'reduce' && relation.clause === 'distinct') {
    const below = publicOf(relation.input, work)
    return relation.keys.flatMap(({ column, expression }) =>
      expression.kind === 'column' && below.some(({ id }) => id === expression.id) ? [column] : [],
    )
  }
  if (relation.kind === 'map') {
    const below = publicOf(relation.input, work)
    return relation.outputs.flatMap(({ column, expression }) =>
      expression.kind === 'column' && below.some(({ id }) => id === expression.id) ? [column] : [],
    )
  }
  return []
}

function joinUnits(written: JoinRelation, left: TrackedRows, right: TrackedRows, work: Work): Tracked {
  const relation = onUnits(written, left, right)
  const pairs = equalities(relation.on)
  const meets = pairs.some(
    ([a, b]) => (left.same.has(a) && right.same.has(b)) || (left.same.has(b) && right.same.has(a)),
  )
  if (!meets) {
    const parameters = { left: unitOf(left), right: unitOf(right) }
    return refuseTracked(work, [...left.tables, ...right.tables], 'PRIVACY_JOIN_UNIT', parameters, relation.at)
  }
  const tables = [...new Set([...left.tables, ...right.tables])]
  const publicColumns = new Map([...left.publicColumns, ...right.publicColumns])
  const both = joined(relation, left, right, relation.join)
  const steps = new Map([...left.steps, ...right.steps])
  const rows = { kind: 'rows', tables, publicColumns, steps, rows: rowsOfJoin(left.rows, right.rows) } as const
  switch (relation.join) {
    case 'inner':
    case 'cross': {
      const same = connected(new Set([...left.same, ...right.same]), pairs)
      const counted = settle([...left.counted, ...right.counted], same)
      return { ...rows, relation: both, unit: left.unit, same, counted }
    }
    case 'left':
      return outer(both, left, right, { ...rows, publicColumns: left.publicColumns }, work)
    case 'right':
      return outer(both, right, left, { ...rows, publicColumns: right.publicColumns }, work)
    case 'full':
      return fullJoin(both, left, right, work)
  }
}

/**
 * A join by the key that a key path walks stands for one on the units: where keys are not unique, only rows of the same
 * unit meet.
 */
function onUnits(relation: JoinRelation, left: TrackedRows, right: TrackedRows): JoinRelation {
  const { on } = relation
  const isStep = ([a, b]: readonly [ColumnId, ColumnId]): boolean => {
    const steps = [left.steps.get(a) ?? left.steps.get(b), right.steps.get(a) ?? right.steps.get(b)]
    return steps[0] !== undefined && steps[0] === steps[1]
  }
  if (on === undefined || !equalities(on).some(isStep)) return relation
  const units = [reference(left.unit, relation), reference(right.unit, relation)]
  const equal = callFunction('equal', units, on.at)
  const both = 'expected' in equal ? equal : callFunction('and', [on, equal], on.at)
  return 'expected' in both ? relation : { ...relation, on: both }
}

/** Each row of one side may meet each of the other's. */
function rowsOfJoin(left: RowsPerUnit, right: RowsPerUnit): RowsPerUnit {
  const times = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined || b === undefined ? (a ?? b) : Math.min(a * b, mostRows)
  const [most, declared] = [
    times(left.most, right.most),
    times(left.declared ?? left.most, right.declared ?? right.most),
  ]
  return {
    ...(most === undefined ? {} : { most }),
    isOne: left.isOne && right.isOne,
    ...(declared === undefined ? {} : { declared }),
  }
}

/** More rows than one unit has. */
const mostRows = 1_000_000_000

/** The unit is that of the side whose rows are all kept. */
function outer(
  relation: JoinRelation,
  kept: TrackedRows,
  other: TrackedRows,
  rows: Pick<TrackedRows, 'kind' | 'tables' | 'publicColumns' | 'steps' | 'rows'>,
  work: Work,
): Tracked {
  if (!needsNoOther(kept, other)) return refuseOwners(kept, other, relation.at, work)
  if (other.counted.length > 0) return refuseOuterThreshold(relation, other, work)
  return { ...rows, relation, unit: kept.unit, same: kept.same, counted: kept.counted }
}

/** The unit is whichever side's is there: where both are, they are equal. */
function fullJoin(relation: JoinRelation, left: TrackedRows, right: TrackedRows, work: Work): Tracked {
  if (!haveSameOwners(left, right)) return refuseOwners(left, right, relation.at, work)
  const counted = [...left.counted, ...right.counted]
  if (counted.length > 0) return refuseOuterThreshold(relation, left.counted.length > 0 ? left : right, work)
  const sides = [left.unit, right.unit].map(({ id }) => reference(columnOf(relation, id), relation))
  const either = callFunction('coalesce', sides, relation.at)
  const tables = [...new Set([...left.tables, ...right.tables])]
  if ('expected' in either) {
    return refuseTracked(work, tables, 'PRIVACY_JOIN_UNIT', { left: unitOf(left), right: unitOf(right) }, relation.at)
  }
  const unit: Column = { ...left.unit, id: work.nextId(), type: either.type, nullable: false }
  // A window adds a column and leaves the others as they are; within rows of one value the least is that value.
  const call: WindowCall = {
    column: unit,
    function: 'min',
    arguments: [either],
    partitionBy: [either],
    orderBy: [],
    at: relation.at,
  }
  const columns = [...relation.columns, unit]
  const windowed: WindowRelation = { kind: 'window', input: relation, calls: [call], columns, at: relation.at }
  const same = new Set([unit.id])
  return {
    kind: 'rows',
    relation: windowed,
    unit,
    same,
    tables,
    rows: rowsOfJoin(left.rows, right.rows),
    publicColumns: new Map(),
    steps: new Map(),
    counted: [],
  }
}

function refuseOuterThreshold({ at }: JoinRelation, rows: TrackedRows, work: Work): Tracked {
  const { minimum } = rows.counted[0] ?? {}
  const [table, identity] = [minimum?.table.association.name ?? '', minimum?.column ?? '']
  return refuseTracked(work, rows.tables, 'PRIVACY_THRESHOLD', { table, identity, unit: unitOf(rows) }, at)
}
