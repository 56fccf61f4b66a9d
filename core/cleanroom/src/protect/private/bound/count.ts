import { type Aggregate, type Expression, integerType, literal } from '@glovebox/sql'
import { type Asked, sameText, textOf } from './asked.ts'
import { type Cell, countCell, type Statistic, unitsCell } from './cell.ts'
import type { Contribution } from './contribution.ts'
import { all, call, where } from './expressions.ts'
import { refuseKind, refuseRows, refuseWide } from './refusals.ts'

/** What a count of rows or of values needs. */
export function count(aggregate: Aggregate, asked: Asked): Contribution | undefined {
  const { argument, bounds } = aggregate
  const { maxRows } = asked.aggregation.limits
  if (bounds?.per === 'row') return refuseKind(aggregate, 'group', asked)
  if (bounds === undefined && maxRows === undefined) return refuseRows(aggregate, true, asked)
  const [low, high] = bounds === undefined ? [0, maxRows ?? 0] : [Math.max(0, bounds.low), Math.max(0, bounds.high)]
  if (maxRows !== undefined && high > maxRows) return refuseWide(aggregate, { low: 0, high: maxRows }, asked)
  const conditions = conditionsOf(aggregate, isUnit(argument, asked) ? undefined : argument)
  const [least, most] = [BigInt(Math.ceil(low)), BigInt(Math.floor(high))]
  return {
    kind: 'value',
    cell: rowsCell(textOf(aggregate, asked), countedWhere(conditions, aggregate), [least, most], asked),
  }
}

/** What a count of different values, or of units, needs. */
export function countDistinct(written: Aggregate, value: Expression, asked: Asked): Contribution | undefined {
  const { aggregate, argument } = unitWhere(written, value, asked)
  const { filter, bounds, at } = aggregate
  const name = textOf(aggregate, asked)
  if (isUnit(argument, asked)) {
    const counted = countedWhere(filter === undefined ? [] : [filter], aggregate)
    return {
      kind: 'value',
      cell: counted.kind === 'rows' ? unitsCell(unitsName(asked)) : countCell(name, counted, 0n, 1n),
    }
  }
  const { maxRows } = asked.aggregation.limits
  if (bounds?.per === 'row') return refuseKind(aggregate, 'group', asked)
  const rows = bounds === undefined ? maxRows : Math.max(1, Math.floor(bounds.high))
  if (rows === undefined) return refuseRows(aggregate, true, asked)
  if (maxRows !== undefined && rows > maxRows) return refuseWide(aggregate, { low: 0, high: maxRows }, asked)
  return { kind: 'distinct', name, value: where(filter, argument, at), rows }
}

/** The units coordinate as people read it. */
export function unitsName({ aggregation }: Asked): string {
  return `COUNT(DISTINCT ${aggregation.unit.name})`
}

/** The rows for which all conditions are true. */
export function countedWhere(conditions: readonly Expression[], { at }: Aggregate): Statistic {
  const condition = all(conditions, at)
  if (condition === undefined) return { kind: 'rows' }
  return {
    kind: 'count',
    value: where(condition, literal(1n, integerType, at), at),
    key: `where ${sameText(condition)}`,
  }
}

/** When a row counts: where the filter is true and there is a value. */
export function conditionsOf({ filter }: Aggregate, value: Expression | undefined): readonly Expression[] {
  return [
    ...(filter === undefined ? [] : [filter]),
    ...(value === undefined || !value.nullable ? [] : [call('is-not-null', [value], value.at)]),
  ]
}

/** The cell of a count; where every row counts, but only one, that of the unit itself. */
export function rowsCell(name: string, counted: Statistic, [low, high]: readonly [bigint, bigint], asked: Asked): Cell {
  return counted.kind === 'rows' && high === 1n ? unitsCell(unitsName(asked)) : countCell(name, counted, low, high)
}

function isUnit(argument: Expression | undefined, { aggregation }: Asked): boolean {
  return argument?.kind === 'column' && aggregation.sameAsUnit.has(argument.id)
}

/** `CASE WHEN c THEN unit END` counts the units of the rows where c is true, as FILTER does. */
function unitWhere(
  aggregate: Aggregate,
  argument: Expression,
  asked: Asked,
): { readonly aggregate: Aggregate; readonly argument: Expression } {
  const [branch, second] = argument.kind === 'case' ? argument.branches : []
  const isElse = argument.kind === 'case' && argument.otherwise !== undefined && !isNull(argument.otherwise)
  if (branch === undefined || second !== undefined || isElse || !isUnit(branch.then, asked))
    return { aggregate, argument }
  const filter = all([...(aggregate.filter === undefined ? [] : [aggregate.filter]), branch.when], aggregate.at)
  return { aggregate: { ...aggregate, ...(filter === undefined ? {} : { filter }) }, argument: branch.then }
}

function isNull(e: Expression): boolean {
  return e.kind === 'literal' ? e.value === null : e.kind === 'cast' && e.implicit && isNull(e.argument)
}
