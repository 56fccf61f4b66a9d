import type { Span } from '@glovebox/diagnostics'
import { callFunction } from '../function/call.ts'
import { castable } from '../function/cast.ts'
import { coerce, inWords, isUntyped } from '../function/coerce.ts'
import type { FunctionName } from '../function/function-name.ts'
import { castTo, literal } from '../function/literal.ts'
import { isMisapplied } from '../function/signature.ts'
import type { Expression } from '../relation/relation.ts'
import type { BinaryOperator, ExpressionSyntax } from '../syntax/tree.ts'
import { booleanType, nullType, textType, typeName } from '../type/sql-type.ts'
import { resolveCall } from './call.ts'
import { resolveCase } from './case.ts'
import type { Context } from './context.ts'
import { intervalLiteral, numberLiteral, parameterLiteral, typedLiteral } from './literal.ts'
import { resolveBetween, resolveInList, resolveLike } from './predicate.ts'
import { refuse, refuseArguments } from './report.ts'
import { resolveColumn } from './scope.ts'
import { deeper } from './session.ts'
import { resolveExists, resolveInQuery, resolveScalarQuery } from './subquery.ts'
import { parseTypeName, typeNames } from './type-name.ts'

/** Resolves an expression: its names, its types and what is known of its values; undefined where it is refused. */
export function resolveExpression(syntax: ExpressionSyntax, context: Context): Expression | undefined {
  return deeper(context.session, syntax.at, () => resolveKind(syntax, context))
}

function resolveKind(syntax: ExpressionSyntax, context: Context): Expression | undefined {
  switch (syntax.kind) {
    case 'null':
      return literal(null, nullType, syntax.at)
    case 'boolean':
      return literal(syntax.value, booleanType, syntax.at)
    case 'number':
      return numberLiteral(syntax.text, syntax.at, context.session)
    case 'string':
      return literal(syntax.value, textType, syntax.at)
    case 'typed-string':
      return typedLiteral(syntax, context.session)
    case 'interval':
      return intervalLiteral(syntax, context.session)
    case 'parameter':
      return parameterLiteral(syntax, context)
    case 'column':
      return resolveColumn(syntax.table, syntax.name, syntax.at, context)
    case 'unary':
      return resolveUnary(syntax, context)
    case 'binary':
      return resolveBinary(syntax, context)
    case 'logical':
      return resolveOperator(syntax.operator, syntax.operator.toUpperCase(), syntax.operands, syntax.at, context)
    case 'is': {
      const name = `is-${syntax.negated ? 'not-' : ''}${syntax.test}` as const
      return resolveOperator(name, name.replaceAll('-', ' ').toUpperCase(), [syntax.operand], syntax.at, context)
    }
    case 'between':
      return resolveBetween(syntax, context)
    case 'like':
      return resolveLike(syntax, context)
    case 'in-list':
      return resolveInList(syntax, context)
    case 'in-query':
      return resolveInQuery(syntax, context)
    case 'exists':
      return resolveExists(syntax, context)
    case 'scalar-query':
      return resolveScalarQuery(syntax, context)
    case 'case':
      return resolveCase(syntax, context)
    case 'cast':
      return resolveCast(syntax, context)
    case 'extract': {
      const unit = literal(syntax.field.text, textType, syntax.field.at)
      const operand = context.resolvers.expression(syntax.operand, context)
      return operand && called('date-part', 'EXTRACT', [unit, operand], syntax.at, context)
    }
    case 'call':
      return resolveCall(syntax, context)
  }
}

const operators: Readonly<Record<BinaryOperator, FunctionName>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '||': 'concatenate',
  '=': 'equal',
  '<>': 'not-equal',
  '<': 'less',
  '<=': 'less-or-equal',
  '>': 'greater',
  '>=': 'greater-or-equal',
  'is-distinct-from': 'is-distinct-from',
  'is-not-distinct-from': 'is-not-distinct-from',
}

function resolveBinary(
  syntax: Extract<ExpressionSyntax, { kind: 'binary' }>,
  context: Context,
): Expression | undefined {
  const { operator, left, right, at } = syntax
  const [l, r] = [context.resolvers.expression(left, context), context.resolvers.expression(right, context)]
  if (l === undefined || r === undefined) return undefined
  const name = operator.replaceAll('-', ' ').toUpperCase()
  if (!arithmetic.includes(operator)) return called(operators[operator], name, [l, r], at, context)
  const sides = [besideNumber(l, r, context), besideNumber(r, l, context)].filter((side) => side !== undefined)
  return sides.length < 2 ? undefined : called(operators[operator], name, sides, at, context)
}

const arithmetic: readonly BinaryOperator[] = ['+', '-', '*', '/', '%']

/** In arithmetic a text as written takes the type of the number or date beside it; refused where it does not read as one. */
function besideNumber(expression: Expression, other: Expression, { session }: Context): Expression | undefined {
  const isTyped = ['integer', 'decimal', 'double', 'date', 'timestamp'].includes(other.type.kind)
  if (!isTyped || expression.kind !== 'literal' || !isUntyped(expression)) return expression
  const text = typeof expression.value === 'string' ? expression.value : 'NULL'
  const read = coerce(expression, other.type)
  return read ?? refuse(session, 'SQL_LITERAL', { text, expected: inWords(other.type) }, expression.at)
}

/** All operands are resolved before any is missed, so that each of them says what is wrong with it. */
function resolveOperator(
  name: FunctionName,
  written: string,
  syntaxes: readonly ExpressionSyntax[],
  at: Span,
  context: Context,
): Expression | undefined {
  const operands = syntaxes.map((operand) => context.resolvers.expression(operand, context))
  const found = operands.filter((operand) => operand !== undefined)
  return found.length < operands.length ? undefined : called(name, written, found, at, context)
}

function called(
  name: FunctionName,
  written: string,
  args: readonly Expression[],
  at: Span,
  context: Context,
): Expression | undefined {
  const result = callFunction(name, args, at)
  return isMisapplied(result) ? refuseArguments(context.session, result, args, { name: written }, at) : result
}

function resolveUnary(syntax: Extract<ExpressionSyntax, { kind: 'unary' }>, context: Context): Expression | undefined {
  const { operator, operand, at } = syntax
  if (operator === 'not') return resolveOperator('not', 'NOT', [operand], at, context)
  // The least integer has no positive counterpart, so the sign belongs to the digits.
  if (operator === '-' && operand.kind === 'number') return numberLiteral(`-${operand.text}`, at, context.session)
  const negated = resolveOperator('negate', operator, [operand], at, context)
  if (operator === '-' || negated?.kind !== 'call') return negated
  const [argument] = negated.arguments
  return argument && { ...argument, at }
}

function resolveCast(syntax: Extract<ExpressionSyntax, { kind: 'cast' }>, context: Context): Expression | undefined {
  const { session } = context
  const named = parseTypeName(syntax.type.name, syntax.type.arguments)
  const operand = context.resolvers.expression(syntax.operand, context)
  if (named === undefined) {
    const args = syntax.type.arguments
    const name = args.length === 0 ? syntax.type.name : `${syntax.type.name}(${args.join(', ')})`
    return refuse(session, 'SQL_TYPE_UNKNOWN', { name, known: typeNames }, syntax.type.at)
  }
  if (operand === undefined || castable(operand.type, named.type)) {
    return operand && castTo(operand, named.type, false, syntax.at)
  }
  return refuse(session, 'SQL_CAST', { from: typeName(operand.type), to: typeName(named.type) }, syntax.at)
}
