import type { Expression, Relation } from '../relation/relation.ts'
import { children, expressionsOf, inputs, subqueryOf } from '../relation/walk.ts'

/** How large a relation is, with everything below it and in its subqueries. */
export type Measure = {
  /** The longest way down to a leaf. */
  readonly height: number
  /** Relations, columns and expressions, counted as often as they are there. */
  readonly parts: number
}

/** What was measured before: WITH queries are built on one another. */
export type Measured = WeakMap<Relation, Measure>

/** Measures a relation. */
export function measure(relation: Relation, known: Measured): Measure {
  const before = known.get(relation)
  if (before !== undefined) return before
  const below = [
    ...inputs(relation).map((input) => measure(input, known)),
    ...expressionsOf(relation).map((expression) => measureExpression(expression, known)),
  ]
  const measured = above(below, 1 + relation.columns.length)
  known.set(relation, measured)
  return measured
}

function measureExpression(expression: Expression, known: Measured): Measure {
  const inner = subqueryOf(expression)
  const below = children(expression).map((child) => measureExpression(child, known))
  return above(inner === undefined ? below : [...below, measure(inner, known)], 1)
}

function above(below: readonly Measure[], own: number): Measure {
  return below.reduce(
    (sum, { height, parts }) => ({ height: Math.max(sum.height, height + 1), parts: sum.parts + parts }),
    { height: 1, parts: own },
  )
}
