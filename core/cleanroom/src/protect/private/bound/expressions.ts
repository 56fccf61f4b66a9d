import type { Span } from '@glovebox/diagnostics'
import {
  booleanType,
  callFunction,
  castTo,
  doubleType,
  type Expression,
  type FunctionName,
  hull,
  integerType,
  isMisapplied,
  literal,
} from '@glovebox/sql'

/** The call of a function that takes these arguments. */
export function call(name: FunctionName, args: readonly Expression[], at: Span): Expression {
  const made = callFunction(name, args, at)
  if (isMisapplied(made)) throw new Error(`${name} does not take its arguments`)
  return made
}

/** An integer written out. */
export function integer(value: bigint, at: Span): Expression {
  return literal(value, integerType, at)
}

/** A double written out. */
export function double(value: number, at: Span): Expression {
  return literal(value, doubleType, at)
}

/** All of the conditions; undefined where there are none. */
export function all(conditions: readonly Expression[], at: Span): Expression | undefined {
  return combined('and', conditions, at)
}

/** Any of the conditions; undefined where there are none. */
export function any(conditions: readonly Expression[], at: Span): Expression | undefined {
  return combined('or', conditions, at)
}

function combined(name: 'and' | 'or', conditions: readonly Expression[], at: Span): Expression | undefined {
  const [first, ...others] = conditions
  return first === undefined || others.length === 0 ? first : call(name, conditions, at)
}

/** `CASE WHEN … THEN … ELSE … END`; its range is what the caller knows. */
export function choose(
  branches: readonly (readonly [when: Expression, then: Expression])[],
  otherwise: Expression | undefined,
  at: Span,
): Expression {
  const results = [...branches.map(([, then]) => then), ...(otherwise === undefined ? [] : [otherwise])]
  const [first] = results
  if (first === undefined) throw new Error('a choice of nothing')
  const range = hull(results.map((e) => e.range))
  return {
    kind: 'case',
    branches: branches.map(([when, then]) => ({ when, then })),
    ...(otherwise === undefined ? {} : { otherwise }),
    type: first.type,
    nullable: otherwise === undefined || results.some((e) => e.nullable),
    ...(range === undefined ? {} : { range }),
    at,
  }
}

/** The value where the condition is true, else NULL. */
export function where(condition: Expression | undefined, value: Expression, at: Span): Expression {
  return condition === undefined ? value : choose([[condition, value]], undefined, at)
}

/** A sum of integers, which may be NULL, from `low` to `high`; 0 where it is NULL. */
export function clampedSum(sum: Expression, low: bigint, high: bigint, at: Span): Expression {
  const zero = integer(0n, at)
  if (low <= 0n && high >= 0n) return clamped(call('coalesce', [sum, zero], at), low, high, at)
  const within = where(call('is-not-null', [sum], at), clamped(sum, low, high, at), at)
  return call('coalesce', [within, zero], at)
}

/** An integer that is not NULL, from `low` to `high`. */
export function clamped(value: Expression, low: bigint, high: bigint, at: Span): Expression {
  return call('greatest', [call('least', [value, integer(high, at)], at), integer(low, at)], at)
}

/** A condition on values that are not NULL. */
export function compare(
  name: 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal' | 'equal',
  a: Expression,
  b: Expression,
  at: Span,
): Expression {
  return { ...call(name, [a, b], at), type: booleanType }
}

/** A number as a double. */
export function asDouble(value: Expression, at: Span): Expression {
  return value.type.kind === 'double' ? value : castTo(value, doubleType, true, at)
}
