import { callFunction } from '../function/call.ts'
import { unify } from '../function/coerce.ts'
import type { FunctionName } from '../function/function-name.ts'
import { isMisapplied } from '../function/signature.ts'
import type { Expression } from '../relation/relation.ts'
import type { ExpressionSyntax } from '../syntax/tree.ts'
import { booleanType } from '../type/sql-type.ts'
import { repeated } from './case.ts'
import type { Context } from './context.ts'
import { refuseArguments } from './report.ts'

type Syntax<K extends ExpressionSyntax['kind']> = Extract<ExpressionSyntax, { kind: K }>

/** `x BETWEEN a AND b` is `x >= a AND x <= b`. */
export function resolveBetween(syntax: Syntax<'between'>, context: Context): Expression | undefined {
  const { at } = syntax
  const [operand, low, high] = resolveAll([syntax.operand, syntax.low, syntax.high], context)
  if (operand === undefined || low === undefined || high === undefined) return undefined
  const again = repeated(operand, context)
  if (again === undefined) return undefined
  const sides = [
    compared('greater-or-equal', [operand, low], syntax, context),
    compared('less-or-equal', [again, high], syntax, context),
  ].filter((side) => side !== undefined)
  if (sides.length < 2) return undefined
  const both = callFunction('and', sides, at)
  if (isMisapplied(both)) return undefined
  const result = syntax.negated ? callFunction('not', [both], at) : both
  return isMisapplied(result) ? undefined : result
}

function compared(
  name: FunctionName,
  args: readonly Expression[],
  { at }: Syntax<'between'>,
  context: Context,
): Expression | undefined {
  const result = callFunction(name, args, at)
  return isMisapplied(result) ? refuseArguments(context.session, result, args, { name: 'BETWEEN' }, at) : result
}

/** `x [NOT] LIKE pattern [ESCAPE character]`, or ILIKE. */
export function resolveLike(syntax: Syntax<'like'>, context: Context): Expression | undefined {
  const { at, caseInsensitive, negated } = syntax
  const written = [syntax.operand, syntax.pattern, ...(syntax.escape === undefined ? [] : [syntax.escape])]
  const args = resolveAll(written, context)
  const name = `${negated ? 'not-' : ''}${caseInsensitive ? 'ilike' : 'like'}` as const
  if (args.length < written.length) return undefined
  const result = callFunction(name, args, at)
  if (!isMisapplied(result)) return result
  return refuseArguments(context.session, result, args, { name: caseInsensitive ? 'ILIKE' : 'LIKE' }, at)
}

/** `x [NOT] IN (a, b, …)`. */
export function resolveInList(syntax: Syntax<'in-list'>, context: Context): Expression | undefined {
  const args = resolveAll([syntax.operand, ...syntax.list], context)
  if (args.length <= syntax.list.length) return undefined
  const unified = unify(args)
  if ('expected' in unified) return refuseArguments(context.session, unified, args, { name: 'IN' }, syntax.at)
  const [operand, ...list] = unified.expressions
  if (operand === undefined) return undefined
  const nullable = unified.expressions.some((e) => e.nullable)
  return { kind: 'in-list', operand, list, negated: syntax.negated, type: booleanType, nullable, at: syntax.at }
}

/** Every expression, or none where one of them is refused. */
function resolveAll(syntaxes: readonly ExpressionSyntax[], context: Context): readonly Expression[] {
  const resolved = syntaxes.map((syntax) => context.resolvers.expression(syntax, context))
  const found = resolved.filter((e) => e !== undefined)
  return found.length < resolved.length ? [] : found
}
