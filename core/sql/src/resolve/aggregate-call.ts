import { coerce } from '../function/coerce.ts'
import { type AggregateFunction, isMisapplied } from '../function/signature.ts'
import type { Aggregate, ContributionBounds, Expression, LiteralExpression } from '../relation/relation.ts'
import type { CallSyntax } from '../syntax/tree.ts'
import { doubleType, textType } from '../type/sql-type.ts'
import { resolveCondition } from './condition.ts'
import type { Clause, Context } from './context.ts'
import { columnReference, lineageOf } from './facts.ts'
import { resolveNamedArguments } from './named-arguments.ts'
import { refuse, refuseArguments } from './report.ts'
import { sameOptional } from './same.ts'
import { freshColumn, noteFeature } from './session.ts'

/** Resolves the call of an aggregate: notes it for the `reduce` and gives a reference to its column. */
export function resolveAggregate(
  entry: AggregateFunction,
  syntax: CallSyntax,
  context: Context,
): Expression | undefined {
  const { session, aggregates } = context
  const inside: Context = {
    ...context,
    clause: 'an aggregate',
    aggregates: undefined,
    windows: undefined,
    selected: [],
  }
  if (syntax.filter !== undefined) noteFeature(session, 'aggregate-filter', syntax.filter.at, context.depth)
  const filter = syntax.filter && resolveCondition(syntax.filter, 'FILTER', inside)
  const over = resolveOver(entry, syntax, inside)
  const asked = resolveNamedArguments(syntax, inside)
  if (aggregates === undefined) {
    const parameters = { name: syntax.name, place: context.clause, instead: wayOut(context.clause) }
    return refuse(session, 'SQL_AGGREGATE_MISPLACED', parameters, syntax.nameAt)
  }
  if (over === undefined || asked === undefined || (syntax.filter !== undefined && filter === undefined))
    return undefined
  const aggregate = { ...over, ...(filter === undefined ? {} : { filter }), ...asked }
  const same = aggregates.find((other) => isSameAggregate(other, { ...aggregate, function: entry.name }))
  if (same !== undefined) return columnReference(same.column, syntax.at)
  const lineage = lineageOf(
    session,
    [aggregate.argument, filter].filter((e) => e !== undefined),
  )
  const { facts, ...rest } = aggregate
  const given = asked.report === undefined ? facts : { type: textType, nullable: true }
  const column = freshColumn(session, { name: syntax.name, ...given }, lineage)
  aggregates.push({ column, function: entry.name, ...rest, at: syntax.at })
  return columnReference(column, syntax.at)
}

/** What an aggregate is taken over, and what comes out. */
type Over = Pick<Aggregate, 'argument' | 'distinct' | 'fraction'> & {
  readonly facts: Pick<Expression, 'type' | 'nullable' | 'range'>
}

function isSameAggregate(a: Aggregate, b: Omit<Aggregate, 'column' | 'at'>): boolean {
  return (
    a.function === b.function &&
    a.distinct === b.distinct &&
    a.fraction === b.fraction &&
    a.report === b.report &&
    sameBounds(a.bounds, b.bounds) &&
    sameOptional(a.argument, b.argument) &&
    sameOptional(a.filter, b.filter)
  )
}

function sameBounds(a: ContributionBounds | undefined, b: ContributionBounds | undefined): boolean {
  return a?.per === b?.per && a?.low === b?.low && a?.high === b?.high
}

function resolveOver(entry: AggregateFunction, syntax: CallSyntax, inside: Context): Over | undefined {
  const { session } = inside
  const { name, at } = syntax
  if (entry.name === 'percentile-cont') return resolvePercentile(entry, syntax, inside)
  const args = syntax.arguments.map((argument) => inside.resolvers.expression(argument, inside))
  if (syntax.orderBy.length > 0) {
    const instead = 'leave it out: the order of the rows makes no difference'
    return refuse(session, 'SQL_FUNCTION_FORM', { name, form: 'ORDER BY', instead }, at)
  }
  if (syntax.star && entry.name !== 'count') {
    return refuse(session, 'SQL_FUNCTION_FORM', { name, form: '`*`', instead: `write \`${entry.usage}\`` }, at)
  }
  if (args.length > 1 && syntax.distinct && entry.name === 'count') return refuse(session, 'SQL_COUNT_DISTINCT', {}, at)
  if (args.length !== (syntax.star ? 0 : 1)) {
    return refuse(session, 'SQL_ARGUMENT', { name, usage: entry.usage, expected: '1 argument' }, at)
  }
  if (syntax.distinct && (syntax.star || entry.name === 'median')) {
    const form = syntax.star ? 'DISTINCT `*`' : 'DISTINCT'
    return refuse(session, 'SQL_FUNCTION_FORM', { name, form, instead: `write \`${entry.usage}\`` }, at)
  }
  const [argument] = args
  return syntax.star || argument !== undefined ? over(entry, argument, syntax, inside) : undefined
}

function over(
  entry: AggregateFunction,
  argument: Expression | undefined,
  syntax: CallSyntax,
  { session }: Context,
): Over | undefined {
  const applied = entry.apply(argument)
  const called = { name: syntax.name, usage: entry.usage }
  if (isMisapplied(applied)) return refuseArguments(session, applied, [argument], called, syntax.at)
  const { arguments: converted, ...facts } = applied
  const [first] = converted
  return { ...(first === undefined ? {} : { argument: first }), distinct: syntax.distinct, facts }
}

/** `PERCENTILE_CONT(f) WITHIN GROUP (ORDER BY x)`, or `PERCENTILE_CONT(x, f)`. */
function resolvePercentile(entry: AggregateFunction, syntax: CallSyntax, inside: Context): Over | undefined {
  const { session } = inside
  const { name, at } = syntax
  const [key, ...otherKeys] = syntax.orderBy
  const [value, fraction] = key === undefined ? syntax.arguments : [key.expression, syntax.arguments[0]]
  const count = key === undefined ? 2 : 1
  const isWhole = syntax.arguments.length === count && otherKeys.length === 0 && !syntax.star
  if (!isWhole || value === undefined || fraction === undefined) {
    return refuse(session, 'SQL_ARGUMENT', { name, usage: entry.usage, expected: 'a fraction and a number' }, at)
  }
  if (syntax.distinct) {
    return refuse(session, 'SQL_FUNCTION_FORM', { name, form: 'DISTINCT', instead: `write \`${entry.usage}\`` }, at)
  }
  const argument = inside.resolvers.expression(value, inside)
  const given = inside.resolvers.expression(fraction, inside)
  if (argument === undefined || given === undefined) return undefined
  const share = given.kind === 'literal' ? fractionOf(given, key?.descending ?? false) : undefined
  if (share === undefined) return refuse(session, 'SQL_FRACTION', { name }, given.at)
  const result = over(entry, argument, syntax, inside)
  return result && { ...result, fraction: share }
}

/** The fraction of a literal from 0 to 1, counted from the other end where the order is descending. */
function fractionOf(given: LiteralExpression, isDescending: boolean): number | undefined {
  const { value, type } = given
  if (typeof value === 'bigint' && type.kind === 'decimal') {
    const one = 10n ** BigInt(type.scale)
    // Exact digits first, one division after: 1 - 0.9 is then the same 0.1 as one writes.
    return value < 0n || value > one ? undefined : Number(isDescending ? one - value : value) / Number(one)
  }
  const double = coerce(given, doubleType)
  const share = double?.kind === 'literal' && typeof double.value === 'number' ? double.value : Number.NaN
  if (!(share >= 0 && share <= 1)) return undefined
  return isDescending ? 1 - share : share
}

function wayOut(clause: Clause): string {
  switch (clause) {
    case 'WHERE':
      return 'put the condition into HAVING, which is applied after aggregation'
    case 'GROUP BY':
      return 'group by columns and expressions of single rows'
    case 'an aggregate':
      return 'aggregate in a subquery in FROM, and aggregate its result'
    case 'a join condition':
      return 'aggregate in a subquery in FROM, and join with its result'
    case 'the SELECT list':
    case 'HAVING':
    case 'QUALIFY':
    case 'ORDER BY':
    case 'VALUES':
    case 'a window function':
    case 'LIMIT':
    case 'OFFSET':
      return 'aggregate in a subquery in FROM, and select from its result'
  }
}
