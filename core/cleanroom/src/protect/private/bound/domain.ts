import {
  type ColumnId,
  type Expression,
  evaluate,
  integerType,
  literal,
  mapExpression,
  type Output,
  type Relation,
  type SqlType,
  subqueries,
  type Value,
} from '@glovebox/sql'
import { conjuncts } from '../../../check/conjuncts.ts'
import { baseColumn, type Definition, type Definitions, definitionOf } from '../../../check/definition.ts'
import { declaredValue } from '../../../model/declared-value.ts'
import { type Asked, refuseAsked, sameText } from './asked.ts'
import { mapped, queryOf } from './build.ts'

/** More tuples than this are no list that anybody wants to read. */
export const mostTuples = 10_000
/** Integers of a range with more values than this are no keys. */
const mostOfRange = 1_000
/** An expression that grows beyond this, once what it names is put in, is not looked into. */
const mostParts = 2_000

/** The tuples of keys that anybody could list without the data, by key; undefined where one key cannot be listed. */
export type Domain = {
  readonly tuples: readonly (readonly Value[])[]
  /** Whether the tuples are all combinations of the values of each key. */
  readonly isProduct: boolean
}

/**
 * The public domain of keys: declared values, truth values, small ranges of integers, branches of CASE, what filters
 * leave, and whatever can be computed of these. Undefined where there is none; a mistake in a declaration is refused.
 */
export function domainOf(keys: readonly Output[], asked: Asked): Domain | undefined {
  const traced = keys.map(({ expression }) => traceKey(expression, asked))
  const allowed = conditionsBelow(asked.aggregation.reduce.input).flatMap((condition) => allowedBy(condition, asked))
  const narrowed = traced.map(({ inlined, values }) => {
    const lists = inlined === undefined ? [] : allowed.filter(({ text }) => text === sameText(inlined))
    return lists.reduce<readonly Value[] | undefined>(
      (left, { values: right }) =>
        left === undefined ? right : left.filter((value) => right.some((v) => isSame(v, value))),
      values,
    )
  })
  const lists = narrowed.filter((values) => values !== undefined)
  if (lists.length < keys.length) return undefined
  const tuples = product(lists)
  if (tuples === undefined) return undefined
  const joint = jointTuples(traced, asked)
  if (joint === undefined) return { tuples, isProduct: true }
  const known = new Set(joint.map(keyOf))
  const kept = tuples.filter((tuple) => known.has(keyOf(tuple)))
  return { tuples: kept, isProduct: kept.length === tuples.length }
}

type Traced = {
  /** The key over columns of tables; undefined where it is behind an aggregate, a window or a set operation. */
  readonly inlined: Expression | undefined
  readonly values: readonly Value[] | undefined
  /** The columns with declared values of which it is computed, where it is of these alone. */
  readonly sources?: readonly Source[]
}

type Source = { readonly id: ColumnId; readonly type: SqlType; readonly values: readonly Value[] }

function traceKey(key: Expression, asked: Asked): Traced {
  const inlined = inline(key, asked.definitions)
  const base = baseColumn(key, asked.definitions)
  if (base !== undefined && key.type.kind === base.column.type.kind) {
    const source = sourceOf(base, asked)
    if (source !== undefined) return { inlined, values: source.values, sources: [source] }
  }
  const sources = inlined === undefined ? undefined : sourcesOf(inlined, asked)
  if (inlined !== undefined && sources !== undefined) {
    const images = imagesOf([inlined], sources, asked)
    if (images !== undefined) {
      const values = images.map(([value = null]) => value).filter((value) => value !== null || key.nullable)
      return { inlined, values: different(values), sources }
    }
  }
  return { inlined, values: valuesOf(key, asked) }
}

/** The columns with declared values that the expression is made of; undefined where it has another. */
function sourcesOf(inlined: Expression, asked: Asked): readonly Source[] | undefined {
  const columns = columnsIn(inlined)
  const sources = columns.map((id) => {
    const definition = definitionOf(id, asked.definitions)
    const source = definition.kind === 'table' ? sourceOf(definition, asked) : undefined
    return source === undefined ? undefined : { ...source, values: [...source.values, null] }
  })
  const known = sources.filter((source) => source !== undefined)
  return known.length === columns.length ? known : undefined
}

function sourceOf({ table, column }: Definition & { kind: 'table' }, asked: Asked): Source | undefined {
  const association = asked.question.collaboration.tables.find(({ name }) => name === table.table)
  const declared = association?.privacy?.columns.find(({ name }) => name === column.name)?.values
  if (declared === undefined) return undefined
  const values = declared.map((value) => declaredValue(value, column.type))
  const mistake = declared.find((_, i) => values[i] === undefined)
  if (mistake !== undefined) {
    const parameters = { table: table.table, column: column.name, value: String(mistake), type: column.type.kind }
    return refuseAsked(asked, 'PRIVACY_DECLARED_VALUE', parameters, asked.builder.at)
  }
  return { id: column.id, type: column.type, values: different(values.filter((value) => value !== undefined)) }
}

/** What the expressions give for every combination of the sources' values. */
function imagesOf(
  expressions: readonly Expression[],
  sources: readonly Source[],
  { builder }: Asked,
): readonly (readonly Value[])[] | undefined {
  const unique = [...new Map(sources.map((source) => [source.id, source])).values()]
  const tuples = product(unique.map(({ values }) => values))
  if (tuples === undefined) return undefined
  const { at } = builder
  const columns = unique.map(({ id, type }) => ({ id, name: 'source', type, nullable: true, lineage: [] }))
  const rows = tuples.map((tuple) => tuple.map((value, i) => literal(value, columns[i]?.type ?? integerType, at)))
  const values: Relation = { kind: 'values', rows, columns, at }
  const made = mapped(
    values,
    expressions.map((expression) => ({ name: 'key', expression })),
    builder,
  )
  return evaluate(queryOf(made, builder), {}).rows
}

/** The combinations that keys computed of the same columns can have; undefined where no column is shared. */
function jointTuples(traced: readonly Traced[], asked: Asked): readonly (readonly Value[])[] | undefined {
  const ids = traced.flatMap(({ sources }) => (sources ?? []).map(({ id }) => id))
  if (new Set(ids).size === ids.length) return undefined
  const inlined = traced.flatMap((key) => (key.inlined === undefined || key.sources === undefined ? [] : [key.inlined]))
  if (inlined.length < traced.length) return undefined
  return imagesOf(
    inlined,
    traced.flatMap(({ sources }) => (sources ?? []).map((s) => ({ ...s, values: [...s.values, null] }))),
    asked,
  )
}

/** The values that an expression can have by its form alone. */
function valuesOf(e: Expression, asked: Asked): readonly Value[] | undefined {
  const byForm = valuesByForm(e, asked)
  if (byForm !== undefined) return byForm
  const missing = e.nullable ? [null] : []
  if (e.type.kind === 'boolean') return [false, true, ...missing]
  if (e.type.kind !== 'integer' || e.range === undefined) return undefined
  const [low, high] = [Math.ceil(e.range.low), Math.floor(e.range.high)]
  if (!(high - low < mostOfRange)) return undefined
  return [...Array.from({ length: high - low + 1 }, (_, i) => BigInt(low + i)), ...missing]
}

function valuesByForm(e: Expression, asked: Asked): readonly Value[] | undefined {
  if (e.kind === 'literal') return typeof e.value === 'object' && e.value !== null ? undefined : [e.value]
  if (e.kind === 'case') {
    const results = e.branches.map(({ then }) => valuesOf(then, asked))
    return union([...results, e.otherwise === undefined ? [null] : valuesOf(e.otherwise, asked)])
  }
  if (e.kind !== 'column') return undefined
  const definition = definitionOf(e.id, asked.definitions)
  switch (definition.kind) {
    case 'output':
    case 'key': {
      const below = valuesOf(definition.expression, asked)
      return below === undefined || !e.nullable ? below : different([...below, null])
    }
    case 'values':
      return union(definition.expressions.map((expression) => valuesOf(expression, asked)))
    case 'table':
    case 'set':
    case 'aggregate':
    case 'window':
      return undefined
  }
}

function union(lists: readonly (readonly Value[] | undefined)[]): readonly Value[] | undefined {
  const known = lists.filter((list) => list !== undefined)
  return known.length < lists.length ? undefined : different(known.flat())
}

/** The expression with what its columns are put in, down to tables; undefined where something else stands below. */
export function inline(expression: Expression, definitions: Definitions): Expression | undefined {
  let parts = 0
  let isOpen = false
  const visit = (e: Expression): Expression =>
    mapExpression(e, (part) => {
      parts += 1
      if (parts > mostParts) isOpen = true
      if (isOpen || part.kind !== 'column') return part
      const definition = definitionOf(part.id, definitions)
      if (definition.kind === 'table') return part
      if (definition.kind === 'output' || definition.kind === 'key') return visit(definition.expression)
      isOpen = true
      return part
    })
  const inlined = visit(expression)
  return isOpen || subqueries(inlined).length > 0 ? undefined : inlined
}

/** The columns that an expression without subqueries reads. */
export function columnsIn(expression: Expression): readonly ColumnId[] {
  const found = new Set<ColumnId>()
  mapExpression(expression, (e) => {
    if (e.kind === 'column') found.add(e.id)
    return e
  })
  return [...found]
}

/** The conditions that hold of every row of a relation, as far as they are written below it. */
export function conditionsBelow(relation: Relation): readonly Expression[] {
  switch (relation.kind) {
    case 'filter':
      return [...conjuncts(relation.condition), ...conditionsBelow(relation.input)]
    case 'map':
    case 'window':
    case 'sort':
    case 'limit':
    case 'reduce':
      return conditionsBelow(relation.input)
    case 'join': {
      const { join, left, right, on } = relation
      const own = join === 'inner' && on !== undefined ? conjuncts(on) : []
      const sides =
        join === 'inner' || join === 'cross'
          ? [left, right]
          : join === 'left'
            ? [left]
            : join === 'right'
              ? [right]
              : []
      return [...own, ...sides.flatMap(conditionsBelow)]
    }
    case 'table':
    case 'values':
    case 'set':
      return []
  }
}

/** What a condition such as `key IN (…)` leaves of a key. */
function allowedBy(
  condition: Expression,
  { definitions }: Asked,
): readonly { text: string; values: readonly Value[] }[] {
  const [operand, list] = membership(condition)
  const inlined = operand === undefined ? undefined : inline(operand, definitions)
  const values = list.map((e) => (e.kind === 'literal' ? e.value : undefined))
  if (
    inlined === undefined ||
    values.some((value) => value === undefined || (typeof value === 'object' && value !== null))
  )
    return []
  const plain = values.filter((value) => value !== null && value !== undefined && typeof value !== 'object')
  return [{ text: sameText(inlined), values: different(plain) }]
}

function membership(condition: Expression): readonly [operand: Expression | undefined, list: readonly Expression[]] {
  if (condition.kind === 'in-list' && !condition.negated) return [condition.operand, condition.list]
  if (condition.kind !== 'call' || condition.function !== 'equal') return [undefined, []]
  const [left, right] = condition.arguments
  if (left === undefined || right === undefined) return [undefined, []]
  return left.kind === 'literal' ? [right, [left]] : [left, [right]]
}

/** All combinations; undefined where they are too many. */
function product(lists: readonly (readonly Value[])[]): readonly (readonly Value[])[] | undefined {
  if (lists.reduce((count, list) => count * list.length, 1) > mostTuples) return undefined
  return lists.reduce<readonly (readonly Value[])[]>(
    (tuples, list) => tuples.flatMap((tuple) => list.map((value) => [...tuple, value])),
    [[]],
  )
}

function different(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [keyOf([value]), value])).values()]
}

function isSame(a: Value, b: Value): boolean {
  return keyOf([a]) === keyOf([b])
}

/** A text that is the same for tuples that GROUP BY puts together. */
function keyOf(tuple: readonly Value[]): string {
  return JSON.stringify(
    tuple.map((value) =>
      typeof value === 'number' ? `double ${value + 0}` : value === null ? null : `${typeof value} ${value}`,
    ),
  )
}
