import {
  type Column,
  type ColumnId,
  callFunction,
  castTo,
  doubleType,
  type Expression,
  isMisapplied,
  isNumeric,
} from '@glovebox/sql'

/**
 * The one column with which an expression rises or stays, whatever the column's value: the ends of the column's interval
 * then give the expression's. Undefined where that is not plain to see.
 */
export function risesWith(expression: Expression): ColumnId | undefined {
  const path = risingPath(expression)
  return path?.kind === 'column' ? path.id : path === undefined ? undefined : risesWith(path)
}

/** The expression over another, numeric column in place of the one that it rises with, as a double. */
export function overColumn(expression: Expression, column: Column): Expression | undefined {
  const replaced = replace(expression, column)
  if (replaced === undefined || replaced.type.kind === 'double') return replaced
  return castTo(replaced, doubleType, true)
}

/** The part of an expression with which it rises; the expression itself where it is a number's column. */
function risingPath(expression: Expression): Expression | undefined {
  if (!isNumeric(expression.type)) return undefined
  switch (expression.kind) {
    case 'column':
      return expression
    case 'cast':
      return expression.argument
    case 'call':
      return risingArgument(expression)
    case 'literal':
    case 'case':
    case 'in-list':
    case 'scalar-query':
    case 'in-query':
    case 'exists':
      return undefined
  }
}

function risingArgument(call: Extract<Expression, { kind: 'call' }>): Expression | undefined {
  const [first, second] = call.arguments
  const [left, right] = [numberOf(first), numberOf(second)]
  if (call.function === 'add') return left === undefined ? onlyIf(right !== undefined, first) : second
  if (call.function === 'subtract') return onlyIf(right !== undefined, first)
  if (call.function === 'multiply')
    return left === undefined ? onlyIf((right ?? 0) > 0, first) : onlyIf(left > 0, second)
  // A quotient of whole numbers is cut off, which that of the ends is not.
  if (call.function === 'divide') return onlyIf((right ?? 0) > 0 && call.type.kind !== 'integer', first)
  const isRounding = call.function === 'round' || call.function === 'floor' || call.function === 'ceil'
  return onlyIf(isRounding && (second === undefined || right !== undefined), first)
}

function onlyIf(isSo: boolean, expression: Expression | undefined): Expression | undefined {
  return isSo ? expression : undefined
}

/** The finite number that an expression is, whatever the row. */
function numberOf(expression: Expression | undefined): number | undefined {
  if (expression?.kind === 'cast') return isNumeric(expression.type) ? numberOf(expression.argument) : undefined
  if (expression?.kind !== 'literal') return undefined
  const { value, type } = expression
  const scale = type.kind === 'decimal' ? type.scale : 0
  const number = typeof value === 'bigint' ? Number(value) / 10 ** scale : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function replace(expression: Expression, column: Column): Expression | undefined {
  const { at } = expression
  if (expression.kind === 'column') {
    const { id, name, type, nullable } = column
    return { kind: 'column', id, name, type, nullable, at }
  }
  const path = risingPath(expression)
  const inner = path === undefined ? undefined : replace(path, column)
  if (inner === undefined) return undefined
  if (expression.kind === 'cast') return expression.implicit ? inner : castTo(inner, expression.type, false)
  if (expression.kind !== 'call') return undefined
  const call = callFunction(
    expression.function,
    expression.arguments.map((argument) => (argument === path ? inner : argument)),
    at,
  )
  return isMisapplied(call) ? undefined : call
}
