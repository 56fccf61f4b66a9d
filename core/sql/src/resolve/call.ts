import { nearest } from '@glovebox/diagnostics'
import { callSpelling, scalarSpellings, unitArgument } from '../function/call.ts'
import { findAggregate, findScalar, findWindow } from '../function/catalogue.ts'
import { literal } from '../function/literal.ts'
import { isMisapplied } from '../function/signature.ts'
import type { Expression } from '../relation/relation.ts'
import type { CallSyntax, ExpressionSyntax } from '../syntax/tree.ts'
import { textType } from '../type/sql-type.ts'
import { resolveAggregate } from './aggregate-call.ts'
import type { Context } from './context.ts'
import { equivalentOf, otherSpellings, refusalOf } from './foreign-function.ts'
import { refuse, refuseArguments } from './report.ts'
import { resolveWindowCall } from './window-call.ts'

/** Resolves a call: of an aggregate, a window function or a scalar function. */
export function resolveCall(syntax: CallSyntax, context: Context): Expression | undefined {
  const { name, named, nameAt } = syntax
  const aggregate = findAggregate(name)
  const window = findWindow(name)
  if (aggregate === undefined && window === undefined && !isScalar(name)) return refuseName(syntax, context)
  const [first] = named
  if (first !== undefined && (aggregate === undefined || syntax.over !== undefined)) {
    const form = `an argument called ${first.name.text}`
    return refuse(context.session, 'SQL_FUNCTION_FORM', { name, form, instead: 'leave the name out' }, first.name.at)
  }
  if (syntax.over !== undefined) {
    if (window !== undefined) return resolveWindowCall(window, syntax, syntax.over, context)
    const instead = 'leave OVER out, or use a window function such as `row_number`, `rank`, `sum` or `count`'
    return refuse(context.session, 'SQL_FUNCTION_FORM', { name, form: 'OVER', instead }, nameAt)
  }
  if (aggregate !== undefined) return resolveAggregate(aggregate, syntax, context)
  if (window !== undefined) {
    const parameters = { name, form: 'a call without OVER', instead: `write \`${window.usage}\`` }
    return refuse(context.session, 'SQL_FUNCTION_FORM', parameters, nameAt)
  }
  return resolveScalar(syntax, context)
}

function isScalar(name: string): boolean {
  return scalarSpellings.includes(name) || findScalar(name) !== undefined
}

function resolveScalar(syntax: CallSyntax, context: Context): Expression | undefined {
  const { session } = context
  const { name, at } = syntax
  const form = aggregateForm(syntax)
  if (form !== undefined) {
    const instead = `${name} is not an aggregate: leave it out`
    return refuse(session, 'SQL_FUNCTION_FORM', { name, form, instead }, at)
  }
  const unit = unitArgument(name, syntax.arguments.length)
  const args = syntax.arguments.map((argument, i) => {
    const word = i === unit ? bareWord(argument) : undefined
    return word ?? context.resolvers.expression(argument, context)
  })
  const found = args.filter((argument) => argument !== undefined)
  if (found.length < args.length) return undefined
  const result = callSpelling(name, found, at)
  if (result === undefined) return refuseName(syntax, context)
  if (!isMisapplied(result)) return result
  return refuseArguments(session, result, found, { name, ...usageOf(name) }, at)
}

function usageOf(name: string): { readonly usage?: string } {
  const usage = findScalar(name)?.usage
  return usage === undefined ? {} : { usage }
}

/** What of a call only an aggregate can have. */
function aggregateForm({ star, distinct, filter, orderBy }: CallSyntax): string | undefined {
  if (star) return '`*`'
  if (distinct) return 'DISTINCT'
  if (filter !== undefined) return 'FILTER'
  return orderBy.length > 0 ? 'ORDER BY' : undefined
}

/** A unit without quotes, as `day` in `DATEADD(day, 1, d)`, is read as a column's name; here it is the text. */
function bareWord(syntax: ExpressionSyntax): Expression | undefined {
  if (syntax.kind !== 'column' || syntax.table !== undefined || syntax.name.quoted) return undefined
  return literal(syntax.name.text, textType, syntax.at)
}

function refuseName({ name, nameAt }: CallSyntax, { session }: Context): undefined {
  const reason = refusalOf(name)
  if (reason !== undefined) return refuse(session, 'SQL_FUNCTION_REFUSED', { name, reason }, nameAt)
  const instead = equivalentOf(name)
  const near = nearest(name, [...scalarSpellings, ...otherSpellings])
  const parameters = {
    name,
    ...(near === undefined ? {} : { nearest: near }),
    ...(instead === undefined ? {} : { instead }),
  }
  return refuse(session, 'SQL_FUNCTION_UNKNOWN', parameters, nameAt)
}
