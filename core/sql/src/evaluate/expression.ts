import type { Expression, InListExpression, InQueryExpression } from '../relation/relation.ts'
import { castValue } from '../type/cast-value.ts'
import type { Value } from '../type/sql-type.ts'
import { compareValues } from './order.ts'
import { callValue } from './scalar/scalar.ts'
import { cell, type Row, type World } from './world.ts'

/** The value of an expression in a row. */
export function evaluateExpression(expression: Expression, row: Row, world: World): Value {
  switch (expression.kind) {
    case 'literal':
      // Intervals are gone: adding one is `date-add`.
      return typeof expression.value === 'object' ? null : expression.value
    case 'column':
      return cell(row, expression.id)
    case 'call': {
      const values = expression.arguments.map((e) => evaluateExpression(e, row, world))
      const types = expression.arguments.map((e) => e.type)
      return callValue(expression.function, values, types, expression.type)
    }
    case 'case': {
      const branch = expression.branches.find(({ when }) => evaluateExpression(when, row, world) === true)
      const chosen = branch === undefined ? expression.otherwise : branch.then
      return chosen === undefined ? null : evaluateExpression(chosen, row, world)
    }
    case 'cast':
      return castValue(evaluateExpression(expression.argument, row, world), expression.argument.type, expression.type)
    case 'in-list':
      return inList(expression, row, world)
    case 'scalar-query': {
      const [first] = world.subquery(expression.relation)
      return first === undefined ? null : cell(first, expression.output)
    }
    case 'in-query':
      return inQuery(expression, row, world)
    case 'exists':
      return world.subquery(expression.relation).length > 0
  }
}

function inList(expression: InListExpression, row: Row, world: World): Value {
  const operand = evaluateExpression(expression.operand, row, world)
  return isIn(
    operand,
    expression.list.map((e) => evaluateExpression(e, row, world)),
    expression.negated,
  )
}

function inQuery(expression: InQueryExpression, row: Row, world: World): Value {
  const operand = evaluateExpression(expression.operand, row, world)
  return isIn(
    operand,
    world.subquery(expression.relation).map((r) => cell(r, expression.output)),
    expression.negated,
  )
}

/** True if one equals the operand; else NULL if a comparison was; else false. Nothing is in an empty list, not even NULL. */
function isIn(operand: Value, values: readonly Value[], negated: boolean): Value {
  if (operand === null) return values.length === 0 ? negated : null
  if (values.some((value) => value !== null && compareValues(operand, value) === 0)) return !negated
  return values.includes(null) ? null : negated
}
