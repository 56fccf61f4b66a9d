import { callValue } from '../evaluate/scalar/scalar.ts'
import type { FunctionName } from '../function/function-name.ts'
import { booleanType, type Value } from '../type/sql-type.ts'
import type { OperationTerm, Term, Terms } from './form.ts'
import { literalTerm } from './literal.ts'
import { operation } from './term.ts'

// Three-valued logic: every rule here holds where any part is NULL.

/** The conjunction of conditions. */
export function allOf(terms: Terms, conditions: readonly Term[]): Term {
  return connected(terms, 'and', conditions)
}

/** The disjunction of conditions. */
export function anyOf(terms: Terms, conditions: readonly Term[]): Term {
  return connected(terms, 'or', conditions)
}

function connected(terms: Terms, word: 'and' | 'or', conditions: readonly Term[]): Term {
  const neutral = word === 'and'
  const flat = conditions.flatMap((condition) => (isOperation(condition, word) ? condition.arguments : [condition]))
  const kept = new Set(flat.filter((condition) => literalValue(condition) !== neutral))
  if ([...kept].some((condition) => literalValue(condition) === !neutral))
    return literalTerm(terms, !neutral, booleanType)
  const [only, ...others] = kept
  if (only === undefined) return literalTerm(terms, neutral, booleanType)
  return others.length === 0 ? only : operation(terms, word, [...kept], booleanType, 'set')
}

/** What each test is when it is negated. */
const opposites: Readonly<Record<string, string>> = paired([
  ['is-null', 'is-not-null'],
  ['is-true', 'is-not-true'],
  ['is-false', 'is-not-false'],
  ['equal', 'not-equal'],
  ['is-distinct-from', 'is-not-distinct-from'],
  ['like', 'not-like'],
  ['ilike', 'not-ilike'],
])

function paired(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))
}

/** The negation of a condition, pushed to where nothing is left to negate. */
export function not(terms: Terms, condition: Term): Term {
  const value = literalValue(condition)
  if (value !== undefined) return literalTerm(terms, value === null ? null : !value, booleanType)
  if (condition.kind === 'column') return operation(terms, 'not', [condition], booleanType)
  const { head, arguments: args, order, size } = condition
  const [first, second] = args
  if (head === 'not' && first !== undefined) return first
  const negated = (): readonly Term[] => args.map((argument) => not(terms, argument))
  if (head === 'and') return anyOf(terms, negated())
  if (head === 'or') return allOf(terms, negated())
  if (first !== undefined && second !== undefined) {
    if (head === 'less') return operation(terms, 'less-or-equal', [second, first], booleanType)
    if (head === 'less-or-equal') return operation(terms, 'less', [second, first], booleanType)
  }
  const opposite = opposites[head]
  if (opposite !== undefined) return operation(terms, opposite, args, booleanType, order)
  if (head.startsWith('in-query ') || head.startsWith('not-in-query ')) {
    const other = head.startsWith('not-') ? head.slice('not-'.length) : `not-${head}`
    const own = size - args.reduce((sum, argument) => sum + argument.size, 1)
    return operation(terms, other, args, booleanType, order, { size: own })
  }
  return operation(terms, 'not', [condition], booleanType)
}

/** A comparison, one that is turned around, and one of literals as what it comes to. */
export function comparison(terms: Terms, name: FunctionName, left: Term, right: Term): Term {
  const [a, b] = [literalValue(left), literalValue(right)]
  if (a !== undefined && b !== undefined) {
    return literalTerm(terms, callValue(name, [a, b], [left.type, right.type], booleanType), booleanType)
  }
  switch (name) {
    case 'greater':
      return operation(terms, 'less', [right, left], booleanType)
    case 'greater-or-equal':
      return operation(terms, 'less-or-equal', [right, left], booleanType)
    case 'less':
    case 'less-or-equal':
      return operation(terms, name, [left, right], booleanType)
    default:
      return equality(terms, name, left, right)
  }
}

/** `x = TRUE` is `x`, also where it is NULL. */
function equality(terms: Terms, name: FunctionName, left: Term, right: Term): Term {
  if (name === 'equal' || name === 'not-equal') {
    const wanted = [literalValue(left), literalValue(right)].find((value) => typeof value === 'boolean')
    const other = typeof literalValue(left) === 'boolean' ? right : left
    if (wanted !== undefined) return (name === 'equal') === wanted ? other : not(terms, other)
  }
  return operation(terms, name, [left, right], booleanType, 'free')
}

/**
 * What must be true for a condition to be true, of which no part is a conjunction; for where false and NULL come to the
 * same.
 */
export function truths(terms: Terms, condition: Term): readonly Term[] {
  const value = literalValue(condition)
  if (value === true) return []
  if (value === null) return [literalTerm(terms, false, booleanType)]
  if (isOperation(condition, 'and') || isOperation(condition, 'is-true')) {
    const parts = condition.arguments.flatMap((argument) => truths(terms, argument))
    return withoutDoubles(terms, parts)
  }
  return [condition]
}

/** The conditions, each once; only FALSE where that is one of them. */
export function withoutDoubles(terms: Terms, conditions: readonly Term[]): readonly Term[] {
  const never = literalTerm(terms, false, booleanType)
  return conditions.includes(never) ? [never] : [...new Set(conditions)]
}

/** The value of a literal; undefined for anything else. */
export function literalValue(term: Term): Value | undefined {
  return term.kind === 'operation' ? term.value : undefined
}

function isOperation(term: Term, head: string): term is OperationTerm {
  return term.kind === 'operation' && term.head === head
}
