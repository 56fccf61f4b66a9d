import {
  type Aggregate,
  type ColumnId,
  children,
  type Expression,
  inputs,
  type Query,
  type Relation,
  subqueryOf,
  type WindowCall,
} from '@glovebox/sql'

/**
 * How far an engine may differ from the evaluator in a value: not at all; in the last digits of a double; or by a jump,
 * because last digits were compared, rounded or cancelled on the way.
 */
export type Blur = 'exact' | 'close' | 'loose'

/** What may be compared of a query's result. */
export type Sharpness = {
  /** Whether which rows there are, and their order, depends on last digits. */
  readonly areRowsExact: boolean
  readonly outputs: readonly Blur[]
}

/** What may be compared of the query's result. */
export function sharpnessOf(query: Query): Sharpness {
  const seen: Seen = { columns: new Map(), areRowsExact: true }
  visit(query.relation, seen)
  return {
    areRowsExact: seen.areRowsExact,
    outputs: query.outputs.map(({ id }) => seen.columns.get(id) ?? 'exact'),
  }
}

type Seen = { readonly columns: Map<ColumnId, Blur>; areRowsExact: boolean }

function visit(relation: Relation, seen: Seen): void {
  for (const input of inputs(relation)) visit(input, seen)
  const blur = (e: Expression): Blur => blurOf(e, seen)
  const needExact = (expressions: readonly Expression[]): void => {
    if (expressions.some((e) => blur(e) !== 'exact')) seen.areRowsExact = false
  }
  switch (relation.kind) {
    case 'table':
    case 'values':
    case 'limit':
      return
    case 'map':
      for (const { column, expression } of relation.outputs) seen.columns.set(column.id, blur(expression))
      return
    case 'filter':
      needExact([relation.condition])
      return
    case 'join':
      needExact(relation.on === undefined ? [] : [relation.on])
      return
    case 'sort':
      needExact(relation.keys.map((key) => key.expression))
      return
    case 'reduce':
      needExact(relation.keys.map((key) => key.expression))
      for (const { column, expression } of relation.keys) seen.columns.set(column.id, blur(expression))
      for (const aggregate of relation.aggregates) seen.columns.set(aggregate.column.id, ofAggregate(aggregate, blur))
      return
    case 'set':
      for (const [i, column] of relation.columns.entries()) {
        const sides = [relation.leftColumns[i], relation.rightColumns[i]].map(
          (id) => seen.columns.get(id ?? 0) ?? 'exact',
        )
        seen.columns.set(column.id, worst(sides))
        if (relation.operator !== 'union-all' && worst(sides) !== 'exact') seen.areRowsExact = false
      }
      return
    case 'window':
      for (const call of relation.calls) {
        needExact([...call.partitionBy, ...call.orderBy.map((key) => key.expression)])
        seen.columns.set(call.column.id, ofWindow(call, blur))
      }
      return
  }
}

function worst(blurs: readonly Blur[]): Blur {
  return blurs.includes('loose') ? 'loose' : blurs.includes('close') ? 'close' : 'exact'
}

/** Of a function that carries last digits on, but does not make more of them. */
function carried(below: Blur): Blur {
  return below
}

function ofAggregate(aggregate: Aggregate, blur: (e: Expression) => Blur): Blur {
  const { argument, filter } = aggregate
  const below = worst([argument, filter].filter((e) => e !== undefined).map(blur))
  if (filter !== undefined && blur(filter) !== 'exact') return 'loose'
  switch (aggregate.function) {
    case 'count':
      return below === 'exact' || !aggregate.distinct ? (below === 'loose' ? 'loose' : 'exact') : 'loose'
    case 'min':
    case 'max':
      return carried(below)
    case 'stddev-sample':
    case 'stddev-population':
    case 'variance-sample':
    case 'variance-population':
      // Values that lie close together far from zero leave only last digits.
      return below === 'exact' && isPlain(argument) ? 'close' : 'loose'
    default:
      if (aggregate.column.type.kind !== 'double') return below === 'exact' ? 'exact' : 'loose'
      return below === 'exact' ? 'close' : 'loose'
  }
}

/** Whether the values are those of a table, among which there are no such. */
function isPlain(argument: Expression | undefined): boolean {
  return argument?.kind === 'column' || (argument?.kind === 'cast' && argument.argument.kind === 'column')
}

function ofWindow(call: WindowCall, blur: (e: Expression) => Blur): Blur {
  const below = worst(call.arguments.map(blur))
  if (call.function === 'sum' || call.function === 'avg') {
    if (call.column.type.kind !== 'double') return below === 'exact' ? 'exact' : 'loose'
    return below === 'exact' ? 'close' : 'loose'
  }
  return call.function === 'count' && below === 'close' ? 'exact' : below
}

/** Functions whose last digits are a library's own. */
const approximate: ReadonlySet<string> = new Set(['exp', 'ln', 'log10', 'power'])

function blurOf(expression: Expression, seen: Seen): Blur {
  if (expression.kind === 'column') return seen.columns.get(expression.id) ?? 'exact'
  const inner = subqueryOf(expression)
  if (inner !== undefined) return ofSubquery(expression, inner, seen)
  const below = children(expression).map((child) => blurOf(child, seen))
  if (below.includes('loose')) return 'loose'
  const isClose = below.includes('close')
  switch (expression.kind) {
    case 'case': {
      const conditions = expression.branches.map((branch) => blurOf(branch.when, seen))
      return conditions.some((c) => c !== 'exact') ? 'loose' : worst(below)
    }
    case 'cast':
      if (expression.type.kind !== 'double') return isClose ? 'loose' : 'exact'
      return isClose || widthOf(expression.argument) > 15 ? 'close' : 'exact'
    case 'in-list':
      return isClose ? 'loose' : 'exact'
    case 'call':
      return ofCall(expression.function, expression.type.kind === 'double', isClose, expression)
    default:
      return worst(below)
  }
}

/** How many digits a decimal may have; doubles of up to 15 are exact. */
function widthOf({ type }: Expression): number {
  return type.kind === 'decimal' ? type.precision : 0
}

function ofCall(name: string, isDouble: boolean, isClose: boolean, call: Expression): Blur {
  if (name === 'date-part') return call.type.kind === 'double' ? 'close' : 'exact'
  if (approximate.has(name)) return isClose ? 'loose' : 'close'
  if (!isClose) return 'exact'
  if (['is-null', 'is-not-null'].includes(name)) return 'exact'
  return isDouble && ['negate', 'abs', 'coalesce', 'multiply', 'greatest', 'least'].includes(name) ? 'close' : 'loose'
}

function ofSubquery(expression: Expression, inner: Relation, seen: Seen): Blur {
  const within: Seen = { columns: seen.columns, areRowsExact: true }
  visit(inner, within)
  const operand = worst(children(expression).map((child) => blurOf(child, seen)))
  if (!within.areRowsExact) return 'loose'
  if (expression.kind === 'scalar-query') return seen.columns.get(expression.output) ?? 'exact'
  if (expression.kind === 'exists') return 'exact'
  const output = expression.kind === 'in-query' ? (seen.columns.get(expression.output) ?? 'exact') : 'exact'
  return worst([operand, output]) === 'exact' ? 'exact' : 'loose'
}
