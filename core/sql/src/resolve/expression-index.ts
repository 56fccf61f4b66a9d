import type { Expression } from '../relation/relation.ts'
import { children } from '../relation/walk.ts'
import { sameExpression } from './same.ts'

/** Things found again by an expression that says the same, fast among thousands. */
export type ExpressionIndex<T> = {
  /** The first thing that was added under such an expression. */
  readonly find: (expression: Expression) => T | undefined
  readonly add: (expression: Expression, thing: T) => void
}

/** An index of nothing yet. */
export function expressionIndex<T>(): ExpressionIndex<T> {
  const buckets = new Map<string, { readonly expression: Expression; readonly thing: T }[]>()
  return {
    find: (expression) =>
      buckets.get(sketch(expression, 2))?.find((entry) => sameExpression(entry.expression, expression))?.thing,
    add: (expression, thing) => {
      const key = sketch(expression, 2)
      const bucket = buckets.get(key)
      if (bucket === undefined) buckets.set(key, [{ expression, thing }])
      else bucket.push({ expression, thing })
    },
  }
}

/** Some of what an expression says: the same for expressions that are the same, mostly different for others. */
function sketch(expression: Expression, depth: number): string {
  const below = depth === 0 ? [] : children(expression).slice(0, 8)
  return `${label(expression)}(${below.map((child) => sketch(child, depth - 1)).join()})`
}

function label(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return `${expression.type.kind} ${typeof expression.value === 'object' ? '' : String(expression.value)}`
    case 'column':
      return String(expression.id)
    case 'call':
      return expression.function
    case 'case':
    case 'cast':
    case 'in-list':
    case 'scalar-query':
    case 'in-query':
    case 'exists':
      return expression.kind
  }
}
