import type { Span } from '@glovebox/diagnostics'
import {
  type ColumnId,
  children,
  type Expression,
  expressionsOf,
  type FunctionName,
  mayOverflow,
  type Relation,
  relationsOf,
  scalarFunctions,
} from '@glovebox/sql'
import { definitionOf, parts, written } from '../definition.ts'
import type { Question } from '../question.ts'
import { meetings } from './meeting.ts'
import { isPlain, type ValueSources, valueSources } from './value-sources.ts'

/** The columns of tables that stand on one side of a comparison, and what stands on the other. */
export type Comparison = {
  readonly with: 'literal' | 'column'
  readonly columns: ReadonlySet<ColumnId>
  readonly at: Span
}

/**
 * Every comparison of a query: in conditions, CASE, IN, functions that compare, and what amounts to comparing with a
 * literal although none is named. Grouping, windows and sorting are comparisons only of what meets in their columns.
 */
export function comparisons({ query, definitions }: Question): readonly Comparison[] {
  const sourcesOf = valueSources(definitions)
  const finder: Finder = { sourcesOf, definitions }
  const relations = relationsOf(query)
  const met = meetings(relations, definitions, sourcesOf)
  return [
    ...relations.flatMap((relation) => [
      ...expressionsOf(relation)
        .flatMap(parts)
        .flatMap((e) => comparedIn(e, finder)),
      ...conditionsOf(relation).flatMap((condition) => truthTest(condition, finder)),
    ]),
    ...met.flatMap(({ sides, at }) => compare(sides, finder).map((comparison) => ({ ...comparison, at }))),
  ]
}

type Finder = { readonly sourcesOf: ValueSources; readonly definitions: Question['definitions'] }

function conditionsOf(relation: Relation): readonly Expression[] {
  switch (relation.kind) {
    case 'filter':
      return [relation.condition]
    case 'join':
      return relation.on === undefined ? [] : [relation.on]
    case 'reduce':
      return relation.aggregates.flatMap(({ filter }) => (filter === undefined ? [] : [filter]))
    case 'table':
    case 'values':
    case 'map':
    case 'set':
    case 'window':
    case 'sort':
    case 'limit':
      return []
  }
}

function comparedIn(e: Expression, finder: Finder): readonly Comparison[] {
  switch (e.kind) {
    case 'call':
      return [...comparedInCall(e.function, e.arguments, finder), ...overflowTest(e, finder)]
    case 'case':
      return e.branches.flatMap(({ when }) => truthTest(when, finder))
    case 'in-list':
      return e.list.flatMap((item) => compare([e.operand, item], finder))
    case 'in-query':
      return compare([e.operand, queryColumn(e)], finder)
    case 'cast':
      // A number is a false condition where it is zero.
      return e.type.kind === 'boolean' && e.argument.type.kind !== 'boolean' ? tested(e.argument, finder) : []
    case 'literal':
    case 'column':
    case 'scalar-query':
    case 'exists':
      return []
  }
}

/** The column of the subquery of an IN, as an expression at the operand's place. */
function queryColumn({ output, operand }: Extract<Expression, { kind: 'in-query' }>): Expression {
  return { kind: 'column', id: output, name: '', type: operand.type, nullable: true, at: operand.at }
}

const likes: ReadonlySet<FunctionName> = new Set<FunctionName>(['like', 'not-like', 'ilike', 'not-ilike'])
const truthTests: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'is-true',
  'is-false',
  'is-not-true',
  'is-not-false',
])

function comparedInCall(name: FunctionName, args: readonly Expression[], finder: Finder): readonly Comparison[] {
  if (truthTests.has(name)) return args.flatMap((argument) => truthTest(argument, finder))
  // The third argument of LIKE is the escape character, which nothing is compared with.
  if (scalarFunctions[name].compares && args.length > 1)
    return compare(likes.has(name) ? args.slice(0, 2) : args, finder)
  return hiddenTest(name, args, finder)
}

function compare(sides: readonly Expression[], { sourcesOf }: Finder): readonly Comparison[] {
  const compared = sides.map((side) => ({ columns: sourcesOf(side), at: side.at }))
  const sided = compared.filter(({ columns }) => columns.size > 0)
  const literal = sided.length < compared.length ? sided.map((side) => ({ ...side, with: 'literal' as const })) : []
  const column = sided.length > 1 ? sided.map((side) => ({ ...side, with: 'column' as const })) : []
  return [...literal, ...column]
}

/** A condition that is no comparison compares its value with TRUE. */
function truthTest(condition: Expression, finder: Finder): readonly Comparison[] {
  const e = written(condition, finder.definitions)
  switch (e.kind) {
    case 'call':
      if (e.function === 'and' || e.function === 'or' || e.function === 'not' || e.function === 'coalesce') {
        return e.arguments.flatMap((argument) => truthTest(argument, finder))
      }
      if (scalarFunctions[e.function].compares || e.function === 'is-null' || e.function === 'is-not-null') return []
      break
    case 'case':
      return [...e.branches.map(({ then }) => then), ...(e.otherwise === undefined ? [] : [e.otherwise])].flatMap(
        (value) => truthTest(value, finder),
      )
    case 'literal':
    case 'in-list':
    case 'in-query':
    case 'exists':
      return []
    case 'column':
    case 'cast':
    case 'scalar-query':
      break
  }
  return tested(condition, finder)
}

/**
 * Functions whose result says on which side of a value an argument lies: `always`, as SIGN does of zero, or where the
 * argument is `mixed` with a literal, as in `1 / (zip - 5)`, which is NULL for one zip only. `SUBSTRING('0100', level)`
 * looks the level up.
 */
const hiddenTests: Readonly<Partial<Record<FunctionName, 'always' | 'mixed'>>> = {
  sign: 'always',
  'split-part': 'always',
  substring: 'always',
  left: 'always',
  right: 'always',
  repeat: 'always',
  'left-pad': 'always',
  'right-pad': 'always',
  abs: 'mixed',
  exp: 'mixed',
  divide: 'mixed',
  modulo: 'mixed',
  power: 'mixed',
  sqrt: 'mixed',
  ln: 'mixed',
  log10: 'mixed',
  'is-null': 'mixed',
  'is-not-null': 'mixed',
  coalesce: 'mixed',
}

/** Those of which the first argument tells nothing. */
const atSecond: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'divide',
  'modulo',
  'substring',
  'left',
  'right',
  'repeat',
  'left-pad',
  'right-pad',
])

function hiddenTest(name: FunctionName, args: readonly Expression[], finder: Finder): readonly Comparison[] {
  const test = hiddenTests[name]
  if (test === undefined) return []
  const suspects = atSecond.has(name) ? args.slice(1) : args
  return suspects
    .filter((argument) => test === 'always' || isMixed(argument, finder))
    .flatMap((argument) => tested(argument, finder))
}

/** A sum or product with a literal that is NULL from some value on, because its type holds no more. */
function overflowTest(e: Extract<Expression, { kind: 'call' }>, finder: Finder): readonly Comparison[] {
  return mayOverflow(e) && isMixed(e, finder) ? tested(e, finder) : []
}

/** An expression that is compared with a literal, whether or not the literal is written. */
function tested(e: Expression, { sourcesOf }: Finder): readonly Comparison[] {
  const columns = sourcesOf(e)
  return columns.size === 0 ? [] : [{ with: 'literal', columns, at: e.at }]
}

/** Whether an expression calculates with a literal. */
function isMixed(expression: Expression, { definitions }: Finder): boolean {
  const seen = new Set<ColumnId>()
  const hasLiteral = (e: Expression): boolean => {
    if (e.kind === 'literal') return true
    if (e.kind !== 'column') return children(e).some(hasLiteral)
    if (seen.has(e.id)) return false
    seen.add(e.id)
    const definition = definitionOf(e.id, definitions)
    return (definition.kind === 'output' || definition.kind === 'key') && hasLiteral(definition.expression)
  }
  return !isPlain(expression, definitions) && hasLiteral(expression)
}
