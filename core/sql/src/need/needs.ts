import { usedColumns } from '../emit/used-columns.ts'
import type {
  ColumnId,
  Expression,
  JoinRelation,
  Query,
  Relation,
  SetRelation,
  TableRelation,
} from '../relation/relation.ts'
import { children, expressionsOf, inputs, relationsOf, subqueries } from '../relation/walk.ts'
import type { ColumnSchema, Schema } from '../resolve/schema.ts'
import type { SqlType } from '../type/sql-type.ts'
import { type Bound, both, hull, type Interval, type Intervals, interval, intervalsOf, noIntervals } from './bounds.ts'

// What of its tables a query needs: sources leave out the rest. Dropping a row must change no result, so that whatever
// is not surely irrelevant counts as needed.

/** What a query needs of one table, wherever it reads it. */
export type TableNeeds = {
  readonly table: string
  readonly columns: readonly string[]
  /** All hold at once, of every row that counts. */
  readonly bounds: readonly ColumnBounds[]
}

/**
 * Between what the values of a column lie, ends included, before anything makes them conform: a row of which the value
 * lies elsewhere, or is NULL, changes no result. Decimals as unscaled digits, dates as days, timestamps as microseconds.
 */
export type ColumnBounds = {
  readonly column: string
  readonly type: SqlType
  readonly low?: Bound
  readonly high?: Bound
}

/** What queries need of the tables of a schema. */
export function needsOf(queries: readonly Query[], schema: Schema): readonly TableNeeds[] {
  const found = new Map<string, { readonly columns: Set<string>; readonly bounds: ReadonlyMap<string, Interval>[] }>()
  for (const query of queries) {
    const read = readColumns(query)
    for (const { relation, intervals } of occurrences(query.relation)) {
      const known = found.get(relation.table) ?? { columns: new Set(), bounds: [] }
      found.set(relation.table, known)
      const own = relation.columns.map((column) => ({ column, interval: intervals.get(column.id) }))
      for (const { column } of own) if (read.has(column.id)) known.columns.add(column.name)
      const bounds = own.flatMap(({ column, interval: i }) => (i === undefined ? [] : [[column.name, i] as const]))
      known.bounds.push(new Map(bounds))
    }
  }
  return [...found].map(([table, { columns, bounds }]) => {
    const own = schema.tables.find(({ name }) => name === table)?.columns ?? []
    const [first = new Map<string, Interval>(), ...others] = bounds
    const shared = [...first].flatMap(([column, one]): readonly ColumnBounds[] => {
      const all = others.map((other) => other.get(column))
      if (all.includes(undefined)) return []
      const known = all.reduce<Interval>((sum, other) => (other === undefined ? sum : hull(sum, other)), one)
      return [
        {
          column,
          ...asFound(
            known,
            own.find(({ name }) => name === column),
          ),
        },
      ]
    })
    return { table, columns: own.map(({ name }) => name).filter((name) => columns.has(name)), bounds: shared }
  })
}

/** The columns that emitted SQL may speak of: outputs that nothing reads are not in it. */
function readColumns(query: Query): ReadonlySet<ColumnId> {
  const used = usedColumns(query)
  const read = new Set<ColumnId>(query.outputs.map(({ id }) => id))
  const visit = (expression: Expression): void => {
    if (expression.kind === 'column') read.add(expression.id)
    if (expression.kind === 'scalar-query' || expression.kind === 'in-query') read.add(expression.output)
    for (const child of children(expression)) visit(child)
  }
  for (const relation of relationsOf(query)) {
    const expressions =
      relation.kind === 'map'
        ? relation.outputs.filter(({ column }) => used.has(column.id)).map(({ expression }) => expression)
        : expressionsOf(relation)
    for (const expression of expressions) visit(expression)
    if (relation.kind === 'set') for (const id of [...relation.leftColumns, ...relation.rightColumns]) read.add(id)
  }
  return read
}

type Occurrence = { readonly relation: TableRelation; readonly intervals: Intervals }

/** Every place where a table is read, and what is true of its columns in every row of it that counts. */
function occurrences(root: Relation): readonly Occurrence[] {
  const found: Occurrence[] = []
  // `above`: what is true of every row of the relation that counts for anything above it.
  const visit = (relation: Relation, above: Intervals): void => {
    if (relation.kind === 'table') found.push({ relation, intervals: above })
    for (const [index, input] of inputs(relation).entries()) visit(input, below(relation, above, index))
    for (const expression of expressionsOf(relation))
      for (const inner of subqueries(expression)) visit(inner, noIntervals)
  }
  visit(root, noIntervals)
  return found
}

/** What is true of every row of an input that counts. */
function below(relation: Relation, above: Intervals, index: number): Intervals {
  switch (relation.kind) {
    case 'filter':
      return both(above, intervalsOf(relation.condition))
    case 'sort':
      return above
    case 'map':
      return throughOutputs(relation.outputs, above)
    case 'reduce':
      return relation.privacy === undefined ? throughOutputs(relation.keys, above) : noIntervals
    case 'join':
      return throughJoin(relation, above, index)
    case 'set':
      return throughSet(relation, above, index)
    // Which rows are the first, and what stands beside a row, depends on rows that are dropped above.
    case 'limit':
    case 'window':
    case 'table':
    case 'values':
      return noIntervals
  }
}

function throughOutputs(
  outputs: readonly { readonly column: { readonly id: ColumnId }; readonly expression: Expression }[],
  above: Intervals,
): Intervals {
  return outputs.reduce<Intervals>((sum, { column, expression }) => {
    const known = above.get(column.id)
    return known === undefined || expression.kind !== 'column' ? sum : both(sum, new Map([[expression.id, known]]))
  }, noIntervals)
}

/**
 * What is true above is true of either side, also where that side may be missing: in its place there are NULLs, which
 * are in no interval. The condition is true of the rows of a side that has no rows without a partner.
 */
function throughJoin({ join, on, left, right }: JoinRelation, above: Intervals, index: number): Intervals {
  const own = new Set((index === 0 ? left : right).columns.map(({ id }) => id))
  const isPartnered = join === 'inner' || (index === 0 ? join === 'right' : join === 'left')
  const known = on === undefined || !isPartnered ? above : both(above, intervalsOf(on))
  return new Map([...known].filter(([id]) => own.has(id)))
}

function throughSet({ columns, leftColumns, rightColumns }: SetRelation, above: Intervals, index: number): Intervals {
  const side = index === 0 ? leftColumns : rightColumns
  return columns.reduce<Intervals>((sum, { id }, position) => {
    const [known, own] = [above.get(id), side[position]]
    return known === undefined || own === undefined ? sum : both(sum, new Map([[own, known]]))
  }, noIntervals)
}

/** The same of values as they are found, before they conform. */
function asFound({ type, low, high }: Interval, column: ColumnSchema | undefined): Interval {
  // A column that SQL was not resolved with: nothing is known of how it conforms.
  if (column === undefined) return { type }
  const [least, most] = clampedEnds(column)
  const from = low === undefined || (least !== undefined && size(low, type) <= least) ? undefined : low
  const to = high === undefined || (most !== undefined && size(high, type) >= most) ? undefined : high
  // Statistics leave NaN out, which is greater than every end.
  return interval(type, type.kind === 'double' && to === undefined ? undefined : from, to)
}

/** Ends that values beyond are moved to: an interval that holds such an end holds them, too. A unit more is never wrong. */
function clampedEnds({ isClamped, range, type }: ColumnSchema): readonly [least?: number, most?: number] {
  if (isClamped !== true || range === undefined) return []
  const unit = type.kind === 'double' ? 0 : 1
  const slack = (end: number): number => unit + Math.abs(end) * 1e-12
  return [range.low + slack(range.low), range.high - slack(range.high)]
}

/** About how large a value is, as ranges say it. */
function size(value: Bound, type: SqlType): number {
  if (typeof value === 'string') return Number.NaN
  return Number(value) / (type.kind === 'decimal' ? 10 ** type.scale : 1)
}
