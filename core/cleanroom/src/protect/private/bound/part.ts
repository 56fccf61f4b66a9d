import { type ColumnExpression, castTo, type Expression, integerType, literal, type Relation } from '@glovebox/sql'
import type { BoundedPart } from '../../../model/private-step.ts'
import {
  type Builder,
  filtered,
  mapped,
  type Named,
  queryOf,
  ranked,
  reduced,
  references,
  type Summary,
} from './build.ts'
import type { Cell, Statistic } from './cell.ts'
import { call, clamped, compare, integer } from './expressions.ts'
import type { Tree } from './tree.ts'

/** The rows of units, with what they are grouped by. */
export type Rows = {
  readonly relation: Relation
  readonly unit: Expression
  readonly keys: readonly Named[]
  /** The groups of one unit that count; absent: all of them. */
  readonly maxGroups?: number
  /** Keeps rows of groups that are published at all. */
  readonly inGroups: (relation: Relation, keys: readonly ColumnExpression[]) => Relation
}

/** A coordinate of a part and where it stands among all. */
export type PlacedCell = { readonly cell: Cell; readonly index: number }

/** The part that adds up what each unit contributes, in one pass over the rows. */
export function coordinatesPart(rows: Rows, placed: readonly PlacedCell[], builder: Builder): BoundedPart {
  const statistics = distinct(placed.flatMap(({ cell }) => cell.statistics))
  const values = new Map(statistics.flatMap((s) => (s.kind === 'rows' ? [] : [[s.key, s.value] as const])))
  const { relation, unit, keys, rest } = carried(rows, [...values.values()], builder)
  const summaries = statistics.map((s, i): Summary => {
    if (s.kind === 'rows') return { name: `s${i}`, function: 'count' }
    const place = [...values.keys()].indexOf(s.key)
    return { name: `s${i}`, function: s.kind === 'sum' ? 'sum-64' : 'count', argument: nth(rest, place) }
  })
  const perUnit = reduced(relation, named([unit, ...keys]), summaries, builder)
  const [unitOf, ...below] = references(perUnit, builder)
  const own = below.slice(0, keys.length)
  const found = below.slice(keys.length)
  const summed = placed.filter(({ cell }) => cell.key !== 'units')
  const clampedRows = mapped(
    perUnit,
    [
      ...named([given(unitOf), ...own]),
      ...summed.map(({ cell }, i) => ({
        name: `v${i}`,
        expression: cell.value(
          cell.statistics.map((s) =>
            nth(
              found,
              statistics.findIndex((t) => isSame(s, t)),
            ),
          ),
        ),
      })),
    ],
    builder,
  )
  const kept = keptGroups(clampedRows, keys.length, 'row-number', rows.maxGroups, builder)
  const columns = references(kept, builder)
  const totals = reduced(
    kept,
    named(columns.slice(1, 1 + keys.length)),
    placed.map(({ cell }, i): Summary => {
      if (cell.key === 'units') return { name: `n${i}`, function: 'count' }
      const place = summed.findIndex((other) => other.cell === cell)
      return { name: `n${i}`, function: 'sum', argument: nth(columns, 1 + keys.length + place) }
    }),
    builder,
  )
  const query = queryOf(keys.length === 0 ? withoutNull(totals, builder) : totals, builder)
  return { kind: 'coordinates', query, coordinates: placed.map(({ index }) => index) }
}

/** The part that counts, in each group, the different values of which no unit brings more than `maxValues`. */
export function distinctPart(
  rows: Rows,
  value: Expression,
  maxValues: number,
  index: number,
  builder: Builder,
): BoundedPart {
  const { at } = builder
  const { relation, unit, keys, rest } = carried(rows, [value], builder)
  const perUnit = reduced(relation, named([unit, ...keys, nth(rest, 0)]), [], builder)
  const kept = keptGroups(perUnit, keys.length, 'dense-rank', rows.maxGroups, builder)
  const present = filtered(kept, call('is-not-null', [cellOf(kept)], at), builder)
  const [unitOf, ...columns] = references(present, builder)
  const group = [given(unitOf), ...columns.slice(0, keys.length)]
  const own = cellOf(present)
  const orderBy = [call('keyed-hash', [...group, own], at), own]
  const numbered = ranked(present, [{ name: 'place', function: 'row-number', partitionBy: group, orderBy }], builder)
  const few = filtered(numbered, upTo(numbered, maxValues, builder), builder)
  const counted = reduced(
    few,
    named(references(few, builder).slice(1, 1 + keys.length)),
    [{ name: 'n0', function: 'count', argument: cellOf(few), distinct: true }],
    builder,
  )
  return { kind: 'coordinates', query: queryOf(counted, builder), coordinates: [index] }

  function cellOf(of: Relation): ColumnExpression {
    return nth(references(of, builder), 1 + keys.length)
  }
}

/** The part that counts rows by leaf, of which one unit fills at most `maxRows` in a group. */
export function leavesPart(rows: Rows, { leaf, shape }: Tree, tree: number, builder: Builder): BoundedPart {
  const { at } = builder
  const { relation, unit, keys, rest } = carried(rows, [leaf], builder)
  const perUnit = reduced(relation, named([unit, ...keys, nth(rest, 0)]), [{ name: 's0', function: 'count' }], builder)
  const kept = keptGroups(perUnit, keys.length, 'dense-rank', rows.maxGroups, builder)
  const present = filtered(kept, call('is-not-null', [columnAt(kept, 0)], at), builder)
  const group = references(present, builder).slice(0, 1 + keys.length)
  const own = columnAt(present, 0)
  const total = ranked(
    present,
    [
      {
        name: 'total',
        function: 'sum',
        argument: columnAt(present, 1),
        partitionBy: group,
        orderBy: [call('keyed-hash', [...group, own], at), own],
        frame: { unit: 'rows', start: { kind: 'unbounded-preceding' }, end: { kind: 'current-row' } },
      },
    ],
    builder,
  )
  // What is left of the unit's rows once the leaves before this one have taken theirs.
  const count = columnAt(total, 1)
  const before = call('subtract', [whole(given(references(total, builder).at(-1))), count], at)
  const left = call('subtract', [integer(BigInt(shape.maxRows), at), before], at)
  const filled = clamped(call('least', [count, left], at), 0n, BigInt(shape.maxRows), at)
  const columns = references(total, builder).slice(1, 2 + keys.length)
  const perLeaf = mapped(total, [...named(columns), { name: 'filled', expression: filled }], builder)
  const summed = reduced(
    perLeaf,
    named(references(perLeaf, builder).slice(0, -1)),
    [{ name: 'n0', function: 'sum', argument: given(references(perLeaf, builder).at(-1)) }],
    builder,
  )
  return { kind: 'leaves', query: queryOf(summed, builder), tree }

  function columnAt(of: Relation, place: number): ColumnExpression {
    return nth(references(of, builder), 1 + keys.length + place)
  }
}

/** The unit, the keys and the values of all rows of groups that are published. */
function carried(
  { relation, unit, keys, inGroups }: Rows,
  values: readonly Expression[],
  builder: Builder,
): {
  readonly relation: Relation
  readonly unit: ColumnExpression
  readonly keys: readonly ColumnExpression[]
  readonly rest: readonly ColumnExpression[]
} {
  const named = values.map((expression, i) => ({ name: `x${i}`, expression }))
  const all = mapped(relation, [{ name: 'unit', expression: unit }, ...keys, ...named], builder)
  const kept = inGroups(all, references(all, builder).slice(1, 1 + keys.length))
  const [own, ...others] = references(kept, builder)
  return {
    relation: kept,
    unit: given(own),
    keys: others.slice(0, keys.length),
    rest: others.slice(keys.length, keys.length + values.length),
  }
}

/**
 * The rows of at most `maxGroups` groups of each unit. Which ones depends on the unit's own rows and a key alone, so
 * that another unit's rows change nothing.
 */
function keptGroups(
  relation: Relation,
  keyCount: number,
  numbering: 'row-number' | 'dense-rank',
  maxGroups: number | undefined,
  builder: Builder,
): Relation {
  if (maxGroups === undefined || keyCount === 0) return relation
  const [unit, ...columns] = references(relation, builder)
  const own = given(unit)
  const keys = columns.slice(0, keyCount)
  const orderBy = [call('keyed-hash', [own, ...keys], builder.at), ...keys]
  const numbered = ranked(relation, [{ name: 'place', function: numbering, partitionBy: [own], orderBy }], builder)
  return filtered(numbered, upTo(numbered, maxGroups, builder), builder)
}

/** The condition that the last column is at most so much. */
function upTo(relation: Relation, most: number, builder: Builder): Expression {
  const last = given(references(relation, builder).at(-1))
  return compare('less-or-equal', last, integer(BigInt(most), builder.at), builder.at)
}

/** The single row without keys, with 0 for sums of nothing. */
function withoutNull(relation: Relation, builder: Builder): Relation {
  const { at } = builder
  const zero = (column: ColumnExpression): Expression =>
    column.nullable ? call('coalesce', [column, literal(0n, column.type, at)], at) : column
  return mapped(
    relation,
    references(relation, builder).map((c) => ({ name: c.name, expression: zero(c) })),
    builder,
  )
}

/** Above any count; below what an integer holds. */
const largestTotal = 2n ** 62n

/** A sum of counts as an integer. */
function whole(total: Expression): Expression {
  const limited = call('least', [total, literal(largestTotal, total.type, total.at)], total.at)
  return castTo({ ...limited, range: { low: 0, high: Number(largestTotal) } }, integerType, false)
}

function named(columns: readonly ColumnExpression[]): readonly Named[] {
  return columns.map((expression) => ({ name: expression.name, expression }))
}

function distinct(statistics: readonly Statistic[]): readonly Statistic[] {
  return statistics.filter((s, i) => statistics.findIndex((t) => isSame(s, t)) === i)
}

function isSame(a: Statistic, b: Statistic): boolean {
  return a.kind === 'rows' || b.kind === 'rows' ? a.kind === b.kind : a.kind === b.kind && a.key === b.key
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a bounded part lacks a column')
  return value
}

function nth<T>(values: readonly T[], place: number): T {
  return given(values[place])
}
