import type { Aggregate, Column, ReduceRelation, TableRelation } from '@glovebox/sql'
import { noteSuppression } from '../../withhold/suppression.ts'
import { boundedPlace, clausePlace } from '../clause-place.ts'
import { clauseOptions } from './clause.ts'
import { limitsOf } from './limits.ts'
import { mayBeRounded } from './rounding.ts'
import { type Counted, type RowsPerUnit, type Tracked, type TrackedRows, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/** Stays rows of units where it groups by the unit; else it is a private aggregation, and what it gives is published. */
export function trackReduce(relation: ReduceRelation, input: Tracked, work: Work): Tracked {
  if (input.kind === 'refused') return input
  if (input.kind !== 'rows') {
    const misplaced = clausePlace(relation)
    if (misplaced !== undefined) return refuseTracked(work, [], 'PRIVACY_CLAUSE_UNPROTECTED', {}, misplaced)
    return { ...input, relation: { ...relation, input: input.relation } }
  }
  const same = new Set(
    relation.keys.flatMap(({ column, expression }) =>
      expression.kind === 'column' && input.same.has(expression.id) ? [column.id] : [],
    ),
  )
  return same.size === 0 ? publish(relation, input, work) : perUnit(relation, input, same, work)
}

function perUnit(relation: ReduceRelation, input: TrackedRows, same: ReadonlySet<number>, work: Work): Tracked {
  const name = unitOf(input)
  if (relation.privacy !== undefined) {
    return refuseTracked(work, input.tables, 'PRIVACY_CLAUSE_PER_UNIT', { unit: name }, relation.privacy.at)
  }
  const bounded = boundedPlace(relation)
  if (bounded !== undefined) {
    return refuseTracked(work, input.tables, 'PRIVACY_BOUNDS_PER_UNIT', { unit: name }, bounded)
  }
  const lost = input.counted.find(({ id }) => id !== undefined)
  if (lost !== undefined) return refuseThreshold(lost, relation, input, work)
  const unit = relation.keys.map(({ column }) => column).find(({ id }) => same.has(id))
  if (unit === undefined) throw new Error('a unit is grouped by and is no key')
  return {
    ...input,
    relation: { ...relation, input: input.relation, aggregates: relation.aggregates.map(inOwnOrder) },
    unit: { ...unit, nullable: false },
    same,
    publicColumns: keptPublic(relation, input),
    steps: new Map(),
    rows: rowsOf(input.rows, same.size === relation.keys.length),
  }
}

/**
 * What is rounded as it is added is added in its own order. In the order of rows, which is a matter of where other
 * units' rows lie, one unit would change what another has.
 */
function inOwnOrder(aggregate: Aggregate): Aggregate {
  return mayBeRounded(aggregate.function, aggregate.argument) ? { ...aggregate, isOrdered: true } : aggregate
}

/** A unit that was grouped by alone has one row. */
function rowsOf({ most, declared }: RowsPerUnit, isOne: boolean): RowsPerUnit {
  const below = declared ?? most
  const rows = isOne ? 1 : most
  return {
    ...(rows === undefined ? {} : { most: rows }),
    isOne,
    ...(below === undefined ? {} : { declared: below }),
  }
}

function keptPublic({ keys }: ReduceRelation, { publicColumns }: TrackedRows): ReadonlyMap<number, Column> {
  return new Map(
    keys.flatMap(({ column, expression }) =>
      expression.kind === 'column' && publicColumns.has(expression.id) ? [[column.id, column] as const] : [],
    ),
  )
}

function publish(relation: ReduceRelation, input: TrackedRows, work: Work): Tracked {
  const lost = input.counted.find(({ id }) => id !== undefined)
  if (lost !== undefined) return refuseThreshold(lost, relation, input, work)
  const clause = clauseOptions(relation, input, work)
  const limits = limitsOf(input, clause, work)
  if (clause === 'refused' || limits === undefined) return { kind: 'refused' }
  const table = `published ${work.aggregations.length + 1}`
  const minimumUnits = input.counted.reduce(
    (most, { minimum }) => Math.max(most, minimum.at(relation)),
    clause?.minimumUnits ?? 1,
  )
  for (const { minimum } of input.counted) {
    const least = minimum.at(relation)
    if (least > 0) noteSuppression(minimum, least, work)
  }
  const { unit, same: sameAsUnit, publicColumns, tables } = input
  work.aggregations.push({
    reduce: { ...relation, input: input.relation },
    unit,
    sameAsUnit,
    tables,
    publicColumns,
    limits,
    minimumUnits,
    hasClause: clause !== undefined,
    table,
    ...(clause === undefined ? {} : { clause }),
  })
  // What the exact value was known of does not hold of the noisy one.
  const noisy = relation.aggregates.map(
    ({ column: { range: _, ...column } }): Column => ({ ...column, nullable: true }),
  )
  const columns = [...relation.keys.map(({ column }) => column), ...noisy]
  const published: TableRelation = { kind: 'table', table, alias: table, columns, at: relation.at }
  return { kind: 'published', relation: published, counted: [] }
}

/** A demand on a column that is not the unit cannot be met by a noisy count of units. */
function refuseThreshold({ minimum }: Counted, { at }: ReduceRelation, input: TrackedRows, work: Work): Tracked {
  const parameters = { table: minimum.table.association.name, identity: minimum.column, unit: unitOf(input) }
  return refuseTracked(work, input.tables, 'PRIVACY_THRESHOLD', parameters, at)
}
