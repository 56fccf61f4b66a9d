import { callFunction } from '../function/call.ts'
import { unify } from '../function/coerce.ts'
import { hull } from '../function/range.ts'
import { isMisapplied } from '../function/signature.ts'
import type { CaseExpression, Expression } from '../relation/relation.ts'
import type { ExpressionSyntax } from '../syntax/tree.ts'
import { asCondition, resolveCondition } from './condition.ts'
import type { Context } from './context.ts'
import { copyExpression } from './copy.ts'
import { sizeOf } from './facts.ts'
import { refuseArguments } from './report.ts'
import { spend } from './session.ts'

type CaseSyntax = Extract<ExpressionSyntax, { kind: 'case' }>

/** Resolves a CASE; one with an operand becomes comparisons with it. */
export function resolveCase(syntax: CaseSyntax, context: Context): Expression | undefined {
  const whens = conditions(syntax, context)
  const thens = syntax.branches.map(({ then }) => context.resolvers.expression(then, context))
  const otherwise = syntax.otherwise && context.resolvers.expression(syntax.otherwise, context)
  const found = [...thens, ...(syntax.otherwise === undefined ? [] : [otherwise])].filter((e) => e !== undefined)
  const isWhole = found.length === thens.length + (syntax.otherwise === undefined ? 0 : 1)
  if (whens === undefined || !isWhole) return undefined
  const unified = unify(found)
  if ('expected' in unified) return refuseArguments(context.session, unified, found, { name: 'CASE' }, syntax.at)
  return caseOf(whens, unified.expressions, syntax, unified.type)
}

function caseOf(
  whens: readonly Expression[],
  values: readonly Expression[],
  { at }: CaseSyntax,
  type: Expression['type'],
): CaseExpression {
  const branches = whens.flatMap((when, i) => {
    const then = values[i]
    return then === undefined ? [] : [{ when, then }]
  })
  const otherwise = values[whens.length]
  const range = hull(values.filter((value) => value.kind !== 'literal' || value.value !== null).map((v) => v.range))
  return {
    kind: 'case',
    branches,
    ...(otherwise === undefined ? {} : { otherwise }),
    type,
    nullable: otherwise === undefined || values.some((value) => value.nullable),
    ...(range === undefined ? {} : { range }),
    at,
  }
}

/** The conditions of the branches; undefined where any of them, or the operand, is refused. */
function conditions(syntax: CaseSyntax, context: Context): readonly Expression[] | undefined {
  const operand = syntax.operand && context.resolvers.expression(syntax.operand, context)
  const found = syntax.branches.map(({ when }, i) => {
    if (syntax.operand === undefined) return resolveCondition(when, 'WHEN', context)
    const value = context.resolvers.expression(when, context)
    if (operand === undefined || value === undefined) return undefined
    return equal(i === 0 ? operand : repeated(operand, context), value, context)
  })
  const whole = found.filter((e) => e !== undefined)
  return whole.length === found.length ? whole : undefined
}

/** An expression once more in the same query: its subqueries get ids of their own. */
export function repeated(expression: Expression, context: Context): Expression | undefined {
  if (!spend(context.session, sizeOf(expression), expression.at)) return undefined
  return copyExpression(context.session, expression)
}

function equal(operand: Expression | undefined, value: Expression, context: Context): Expression | undefined {
  if (operand === undefined) return undefined
  const comparison = callFunction('equal', [operand, value], value.at)
  if (!isMisapplied(comparison)) return asCondition(comparison, 'WHEN', context)
  return refuseArguments(context.session, comparison, [operand, value], { name: 'CASE' }, value.at)
}
