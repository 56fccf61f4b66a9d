import type { Column, ColumnId, SetRelation } from '@glovebox/sql'
import { haveSameOwners, needsNoOther, refuseOwners } from './owners.ts'
import { type RowsPerUnit, type Tracked, type TrackedRows, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/** UNION ALL puts units' rows together; INTERSECT and EXCEPT compare whole rows, of which the unit must be part. */
export function trackSet(relation: SetRelation, left: Tracked, right: Tracked, work: Work): Tracked {
  if (left.kind === 'refused' || right.kind === 'refused') return { kind: 'refused' }
  if (left.kind !== 'rows' && right.kind !== 'rows') {
    const kind = left.kind === 'published' || right.kind === 'published' ? 'published' : 'unprotected'
    const set = { ...relation, left: left.relation, right: right.relation }
    return { kind, relation: set, counted: [...left.counted, ...right.counted] }
  }
  const rows = left.kind === 'rows' ? left : right
  if (rows.kind !== 'rows') throw new Error('neither side is rows of units')
  const counted = [...left.counted, ...right.counted]
  const lost = counted.find(({ id }) => id !== undefined)
  if (lost !== undefined) {
    const { table, column: identity } = lost.minimum
    const parameters = { table: table.association.name, identity, unit: unitOf(rows) }
    return refuseTracked(work, rows.tables, 'PRIVACY_THRESHOLD', parameters, relation.at)
  }
  if (left.kind === 'rows' && right.kind === 'rows') {
    const isWhole = relation.operator === 'union-all' ? haveSameOwners(left, right) : isKept(relation, left, right)
    if (!isWhole) return refuseOwners(left, right, relation.at, work)
    const set = unionOf(relation, left, right, work) ?? comparedOf(relation, left, right)
    if (set !== undefined) {
      const tables = [...new Set([...left.tables, ...right.tables])]
      return {
        kind: 'rows',
        ...set,
        tables,
        publicColumns: new Map(),
        steps: new Map(),
        rows: rowsOfSet(relation, left.rows, right.rows),
        counted,
      }
    }
  }
  if (left.kind === 'rows' && right.kind === 'unprotected' && relation.operator !== 'union-all') {
    const same = positions(relation, (i) => left.same.has(relation.leftColumns[i] ?? -1))
    const unit = same[0]
    if (unit !== undefined) {
      const set = { ...relation, left: left.relation, right: right.relation }
      return {
        ...left,
        relation: set,
        unit: notNull(unit),
        same: ids(same),
        publicColumns: new Map(),
        steps: new Map(),
        counted,
      }
    }
  }
  return refuseTracked(work, rows.tables, 'PRIVACY_SET', { unit: unitOf(rows) }, relation.at)
}

/** EXCEPT must not show who is in another owner's tables by leaving out its rows. */
function isKept({ operator }: SetRelation, left: TrackedRows, right: TrackedRows): boolean {
  return operator.startsWith('intersect') || needsNoOther(left, right)
}

/** Rows of both sides where both are kept; never more than the left's where they are compared. */
function rowsOfSet({ operator }: SetRelation, left: RowsPerUnit, right: RowsPerUnit): RowsPerUnit {
  if (operator !== 'union-all') return left
  const sum = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined || b === undefined ? undefined : a + b
  const [most, declared] = [sum(left.most, right.most), sum(left.declared ?? left.most, right.declared ?? right.most)]
  return { ...(most === undefined ? {} : { most }), isOne: false, ...(declared === undefined ? {} : { declared }) }
}

type UnitSet = Pick<TrackedRows, 'relation' | 'unit' | 'same'>

/** The columns of the set at the positions that hold. */
function positions({ columns }: SetRelation, holds: (index: number) => boolean): readonly Column[] {
  return columns.filter((_, index) => holds(index))
}

function ids(columns: readonly Column[]): ReadonlySet<ColumnId> {
  return new Set(columns.map(({ id }) => id))
}

function notNull(column: Column): Column {
  return { ...column, nullable: false }
}

function inBoth(relation: SetRelation, left: TrackedRows, right: TrackedRows): readonly Column[] {
  return positions(
    relation,
    (i) => left.same.has(relation.leftColumns[i] ?? -1) && right.same.has(relation.rightColumns[i] ?? -1),
  )
}

function comparedOf(relation: SetRelation, left: TrackedRows, right: TrackedRows): UnitSet | undefined {
  const same = inBoth(relation, left, right)
  const [unit] = same
  if (unit === undefined || relation.operator === 'union-all') return undefined
  return { relation: { ...relation, left: left.relation, right: right.relation }, unit: notNull(unit), same: ids(same) }
}

/** The unit as a column of its own where it is not one already. */
function unionOf(relation: SetRelation, left: TrackedRows, right: TrackedRows, work: Work): UnitSet | undefined {
  if (relation.operator !== 'union-all' || left.unit.type.kind !== right.unit.type.kind) return undefined
  const same = inBoth(relation, left, right)
  const [known] = same
  const sides = { left: left.relation, right: right.relation }
  if (known !== undefined) return { relation: { ...relation, ...sides }, unit: notNull(known), same: ids(same) }
  const unit: Column = {
    id: work.nextId(),
    name: left.unit.name,
    type: left.unit.type,
    nullable: false,
    lineage: [...new Set([...left.unit.lineage, ...right.unit.lineage])].sort((a, b) => a - b),
  }
  return {
    relation: {
      ...relation,
      ...sides,
      columns: [...relation.columns, unit],
      leftColumns: [...relation.leftColumns, left.unit.id],
      rightColumns: [...relation.rightColumns, right.unit.id],
    },
    unit,
    same: new Set([unit.id]),
  }
}
