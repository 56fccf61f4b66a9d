import type { Expression, Relation } from '../relation/relation.ts'
import { children, expressionsOf, inputs, subqueryOf } from '../relation/walk.ts'

/** Heights of relations that were measured before: WITH queries are built on one another. */
export type Heights = WeakMap<Relation, number>

/** The longest way from a relation down to a leaf, through its inputs, expressions and their subqueries. */
export function heightOf(relation: Relation, known: Heights): number {
  const before = known.get(relation)
  if (before !== undefined) return before
  const below = [
    ...inputs(relation).map((input) => heightOf(input, known)),
    ...expressionsOf(relation).map((expression) => expressionHeight(expression, known)),
  ]
  const height = 1 + below.reduce((most, h) => Math.max(most, h), 0)
  known.set(relation, height)
  return height
}

function expressionHeight(expression: Expression, known: Heights): number {
  const inner = subqueryOf(expression)
  const below = children(expression).map((child) => expressionHeight(child, known))
  return 1 + below.reduce((most, h) => Math.max(most, h), inner === undefined ? 0 : heightOf(inner, known))
}
