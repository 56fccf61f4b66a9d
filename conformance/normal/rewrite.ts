import type { Expression, JoinRelation, Relation, WindowRelation } from '@glovebox/sql'
import { booleanType, mapExpression, mapExpressions, mapInputs, mapSubqueries, sameType } from '@glovebox/sql'
import { percent, pick, type Source } from '../differential/source.ts'

// Other ways to write a relation: the rows stay, and so must the normal form.

const at = { start: 0, end: 0 }

/** The relation written another way. */
export function rewritten(relation: Relation, source: Source): Relation {
  return rewriteRelation(relation, true, source)
}

/** `isFree`: whether the order of the rows decides nothing above. */
function rewriteRelation(relation: Relation, isFree: boolean, source: Source): Relation {
  const isFreeBelow = isFree && relation.kind !== 'limit' && !(relation.kind === 'window' && isDecidedByTies(relation))
  const below = mapExpressions(
    mapInputs(relation, (input) => rewriteRelation(input, isFreeBelow, source)),
    (expression) => rewriteExpression(expression, source),
  )
  const after = isFree ? rewriteNode(below, source) : rewriteWritten(below, source)
  return percent(source, 15) ? behindMap(after) : after
}

function isDecidedByTies({ calls }: WindowRelation): boolean {
  return calls.some(
    (call) =>
      !['rank', 'dense-rank', 'sum', 'count', 'avg', 'min', 'max'].includes(call.function) ||
      call.frame?.unit === 'rows',
  )
}

/** The same columns, by way of a projection. */
function behindMap(relation: Relation): Relation {
  const outputs = relation.columns.map((column) => ({
    column,
    expression: {
      kind: 'column' as const,
      id: column.id,
      name: column.name,
      type: column.type,
      nullable: column.nullable,
      at,
    },
  }))
  return { kind: 'map', input: relation, outputs, columns: relation.columns, at }
}

/** Rewritings that keep the order of the rows. */
function rewriteWritten(relation: Relation, source: Source): Relation {
  if (relation.kind === 'table') return { ...relation, alias: pick(source, ['x', 'y', relation.alias]) }
  if (relation.kind === 'filter') {
    const { condition } = relation
    if (condition.kind !== 'call' || condition.function !== 'and' || percent(source, 40)) return relation
    const [first, ...rest] = condition.arguments
    if (first === undefined || rest.length === 0) return relation
    const [last, ...more] = rest
    const others: Expression = more.length === 0 && last !== undefined ? last : { ...condition, arguments: rest }
    return { ...relation, condition: first, input: { ...relation, condition: others } }
  }
  if (relation.kind === 'reduce') {
    const [keys, aggregates] = [shuffled(relation.keys, source), shuffled(relation.aggregates, source)]
    return { ...relation, keys, aggregates, columns: [...keys, ...aggregates].map(({ column }) => column) }
  }
  if (relation.kind === 'join' && relation.join === 'inner' && percent(source, 50)) return onAsFilter(relation)
  return relation
}

function rewriteNode(relation: Relation, source: Source): Relation {
  if (relation.kind === 'join') return rewriteWritten(rewriteJoin(relation, source), source)
  if (relation.kind === 'filter' && relation.input.kind === 'join' && percent(source, 40)) {
    const { input, condition } = relation
    if (input.join === 'cross') return { ...input, join: 'inner', on: condition }
    if (input.join === 'inner' && input.on !== undefined) return { ...input, on: connect('and', [condition, input.on]) }
  }
  if (relation.kind === 'set' && relation.operator === 'union-all' && percent(source, 50)) {
    const { left, right, leftColumns, rightColumns } = relation
    return { ...relation, left: right, right: left, leftColumns: rightColumns, rightColumns: leftColumns }
  }
  if (relation.kind === 'values') return { ...relation, rows: shuffled(relation.rows, source) }
  if (relation.kind === 'reduce' && percent(source, 20)) {
    const { input } = relation
    const key = input.columns.find((column) => column.type.kind !== 'interval')
    if (key === undefined) return relation
    const expression: Expression = { ...key, kind: 'column', at }
    const keys = [{ expression, direction: 'ascending', nulls: 'last', at }] as const
    return rewriteWritten({ ...relation, input: { kind: 'sort', input, keys, columns: input.columns, at } }, source)
  }
  return rewriteWritten(relation, source)
}

function rewriteJoin(relation: JoinRelation, source: Source): Relation {
  const { join, left, right, columns } = relation
  if (join === 'full' || !percent(source, 50)) return relation
  const turned = join === 'left' ? 'right' : join === 'right' ? 'left' : join
  const own = (side: Relation): typeof columns =>
    columns.filter((column) => side.columns.some((other) => other.id === column.id))
  return { ...relation, join: turned, left: right, right: left, columns: [...own(right), ...own(left)] }
}

function onAsFilter(relation: JoinRelation): Relation {
  const { on, ...rest } = relation
  if (on === undefined) return relation
  return {
    kind: 'filter',
    clause: 'where',
    input: { ...rest, join: 'cross' },
    condition: on,
    columns: relation.columns,
    at,
  }
}

const turned: Readonly<Record<string, string>> = {
  less: 'greater',
  greater: 'less',
  'less-or-equal': 'greater-or-equal',
  'greater-or-equal': 'less-or-equal',
  equal: 'equal',
  'not-equal': 'not-equal',
  'is-distinct-from': 'is-distinct-from',
  'is-not-distinct-from': 'is-not-distinct-from',
  add: 'add',
  multiply: 'multiply',
}

const negated: Readonly<Record<string, string>> = {
  less: 'greater-or-equal',
  greater: 'less-or-equal',
  'less-or-equal': 'greater',
  'greater-or-equal': 'less',
  equal: 'not-equal',
  'not-equal': 'equal',
  'is-null': 'is-not-null',
  'is-not-null': 'is-null',
  'is-true': 'is-not-true',
  'is-false': 'is-not-false',
  'is-not-true': 'is-true',
  'is-not-false': 'is-false',
  like: 'not-like',
  ilike: 'not-ilike',
  'not-like': 'like',
}

function rewriteExpression(expression: Expression, source: Source): Expression {
  const inside = mapSubqueries(expression, (relation) => rewriteRelation(relation, true, source))
  return mapExpression(inside, (e) => (percent(source, 40) ? rewriteOne(e, source) : e))
}

function rewriteOne(e: Expression, source: Source): Expression {
  const isCastable = e.type.kind !== 'null' && e.type.kind !== 'interval' && e.kind !== 'literal'
  if (isCastable && percent(source, 10)) {
    return { kind: 'cast', argument: e, implicit: percent(source, 50), type: e.type, nullable: e.nullable, at }
  }
  if (sameType(e.type, booleanType) && percent(source, 10)) return call('not', [call('not', [e])])
  if (e.kind === 'in-list') return rewriteInList(e, source)
  if (e.kind !== 'call') return e
  const { function: name, arguments: args } = e
  if (name === 'and' || name === 'or') return regrouped(name, shuffled(args, source), source)
  const isChoice = (name === 'greatest' || name === 'least') && e.type.kind !== 'double'
  if (isChoice) return { ...e, arguments: shuffled(args, source) }
  if (negated[name] !== undefined && percent(source, 30)) return call('not', [{ ...e, function: named(negated[name]) }])
  if (turned[name] !== undefined) return { ...e, function: named(turned[name]), arguments: args.toReversed() }
  return e
}

function rewriteInList(e: Extract<Expression, { kind: 'in-list' }>, source: Source): Expression {
  if (percent(source, 50)) {
    const list = shuffled(e.list, source)
    return { ...e, list: percent(source, 30) ? [...list, ...list.slice(0, 1)] : list }
  }
  const sides = e.list.map((item) => call(e.negated ? 'not-equal' : 'equal', [e.operand, item]))
  return connect(e.negated ? 'and' : 'or', sides)
}

/** `a AND b AND c` as `a AND (b AND c)`, and now and then one of them twice. */
function regrouped(name: 'and' | 'or', args: readonly Expression[], source: Source): Expression {
  const [first, ...rest] = percent(source, 20) ? [...args, ...args.slice(0, 1)] : args
  if (first === undefined || rest.length < 2 || percent(source, 50)) return connect(name, args)
  return connect(name, [first, connect(name, rest)])
}

function connect(name: 'and' | 'or', args: readonly Expression[]): Expression {
  const [only, ...others] = args
  return only !== undefined && others.length === 0 ? only : call(name, args)
}

type FunctionName = Extract<Expression, { kind: 'call' }>['function']

function named(name: string | undefined): FunctionName {
  return name as FunctionName
}

function call(name: FunctionName, args: readonly Expression[]): Expression {
  return { kind: 'call', function: name, arguments: args, type: booleanType, nullable: true, at }
}

function shuffled<T>(items: readonly T[], source: Source): readonly T[] {
  return items
    .map((item) => ({ item, place: source.below(1000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
