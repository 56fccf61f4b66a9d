import { isMisapplied, type WindowFunction } from '../function/signature.ts'
import type { Expression, Frame, FrameBound, SortKey } from '../relation/relation.ts'
import type { CallSyntax, FrameSyntax, Name, SortKeySyntax, WindowSyntax } from '../syntax/tree.ts'
import type { Context } from './context.ts'
import { columnReference, lineageOf } from './facts.ts'
import { means } from './name.ts'
import { refuse, refuseArguments } from './report.ts'
import { freshColumn, noteFeature } from './session.ts'
import { asSortable, sortKey } from './sort-key.ts'

/** Resolves the call of a window function: notes it for the `window` and gives a reference to its column. */
export function resolveWindowCall(
  entry: WindowFunction,
  syntax: CallSyntax,
  over: WindowSyntax | Name,
  context: Context,
): Expression | undefined {
  const { session, windows } = context
  noteFeature(session, 'window', syntax.at, context.depth)
  const inside: Context = { ...context, clause: 'a window function', windows: undefined, selected: [] }
  const args = syntax.arguments.map((argument) => inside.resolvers.expression(argument, inside))
  const written = 'kind' in over ? over : namedWindow(over, context)
  const window = written && resolveWindow(written, inside)
  if (windows === undefined) {
    const instead = 'compute it in a subquery in FROM, or filter on it with QUALIFY'
    const parameters = { name: syntax.name, place: context.clause, instead }
    return refuse(session, 'SQL_WINDOW_MISPLACED', parameters, syntax.nameAt)
  }
  if (refusesForm(entry, syntax, context)) return undefined
  const found = args.filter((argument) => argument !== undefined)
  if (window === undefined || found.length < args.length) return undefined
  if (entry.needsOrder && window.orderBy.length === 0) {
    return refuse(session, 'SQL_WINDOW_ORDER', { name: syntax.name }, syntax.nameAt)
  }
  const applied = entry.apply(found)
  const called = { name: syntax.name, usage: entry.usage }
  if (isMisapplied(applied)) return refuseArguments(session, applied, found, called, syntax.at)
  const { arguments: converted, ...facts } = applied
  const keys = window.orderBy.map((key) => key.expression)
  const lineage = lineageOf(session, [...converted, ...window.partitionBy, ...keys])
  const column = freshColumn(session, { name: syntax.name, ...facts }, lineage)
  const { frame, ...unframed } = window
  const framed = frame !== undefined && !ignoresFrame.includes(entry.name) ? { frame } : {}
  windows.push({ column, function: entry.name, arguments: converted, ...unframed, ...framed, at: syntax.at })
  return columnReference(column, syntax.at)
}

/** What these give does not depend on the frame. */
const ignoresFrame: readonly WindowFunction['name'][] = ['row-number', 'rank', 'dense-rank', 'lag', 'lead']

function refusesForm(entry: WindowFunction, syntax: CallSyntax, { session }: Context): boolean {
  const { name, at } = syntax
  const refuseForm = (form: string, instead: string): true => {
    refuse(session, 'SQL_FUNCTION_FORM', { name, form, instead }, at)
    return true
  }
  if (syntax.distinct) return refuseForm('DISTINCT together with OVER', 'aggregate with GROUP BY in a subquery in FROM')
  if (syntax.filter !== undefined) {
    return refuseForm('FILTER together with OVER', `write \`${name}(CASE WHEN condition THEN value END) OVER (…)\``)
  }
  if (syntax.orderBy.length > 0) return refuseForm('ORDER BY inside its parentheses', 'put it into OVER (…)')
  if (syntax.star && entry.name !== 'count') return refuseForm('`*`', `write \`${entry.usage}\``)
  if (!syntax.star && entry.name === 'count' && syntax.arguments.length === 0) {
    return refuseForm('no arguments', `write \`${entry.usage}\``)
  }
  return false
}

function namedWindow(name: Name, { session, namedWindows }: Context): WindowSyntax | undefined {
  const found = namedWindows.find((candidate) => means(name, candidate.name.text))
  if (found !== undefined) return found.window
  const known = namedWindows.map((candidate) => candidate.name.text)
  return refuse(session, 'SQL_WINDOW_UNKNOWN', { name: name.text, known }, name.at)
}

type Window = {
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly SortKey[]
  readonly frame?: Frame
}

/** Resolves what stands in OVER (…) or behind a name of the WINDOW clause. */
export function resolveWindow(syntax: WindowSyntax, inside: Context): Window | undefined {
  const resolve = (expression: WindowSyntax['partitionBy'][number]): Expression | undefined => {
    const resolved = inside.resolvers.expression(expression, inside)
    return resolved && asSortable(resolved, 'PARTITION BY', inside)
  }
  const partitionBy = syntax.partitionBy.map(resolve)
  const orderBy = syntax.orderBy.map((key) => resolveKey(key, inside))
  const frame = syntax.frame && checkFrame(syntax.frame, inside)
  const [partitions, keys] = [partitionBy.filter((e) => e !== undefined), orderBy.filter((key) => key !== undefined)]
  const isWhole = partitions.length === partitionBy.length && keys.length === orderBy.length
  if (!isWhole || (syntax.frame !== undefined && frame === undefined)) return undefined
  return { partitionBy: partitions, orderBy: keys, ...(frame === undefined ? {} : { frame }) }
}

function resolveKey(syntax: SortKeySyntax, inside: Context): SortKey | undefined {
  if (syntax.nulls !== undefined) noteFeature(inside.session, 'nulls-order', syntax.at, inside.depth)
  const resolved = inside.resolvers.expression(syntax.expression, inside)
  const expression = resolved && asSortable(resolved, 'ORDER BY', inside)
  return expression && sortKey(syntax, expression)
}

function checkFrame({ unit, start, end, at }: FrameSyntax, { session }: Context): Frame | undefined {
  const reversed = 'let the frame start before it ends, as `ROWS BETWEEN 6 PRECEDING AND CURRENT ROW`'
  if (position(start) > position(end) || start.kind === 'unbounded-following' || end.kind === 'unbounded-preceding') {
    return refuse(session, 'SQL_WINDOW_FRAME', { reason: 'this frame ends before it starts', instead: reversed }, at)
  }
  if (unit === 'range' && ('rows' in start || 'rows' in end)) {
    const reason = 'RANGE cannot count rows'
    return refuse(session, 'SQL_WINDOW_FRAME', { reason, instead: 'write ROWS instead of RANGE' }, at)
  }
  return { unit, start, end }
}

/** Where a bound lies, counted in rows from the current one. */
function position(bound: FrameBound): number {
  switch (bound.kind) {
    case 'unbounded-preceding':
      return Number.NEGATIVE_INFINITY
    case 'preceding':
      return -bound.rows
    case 'current-row':
      return 0
    case 'following':
      return bound.rows
    case 'unbounded-following':
      return Number.POSITIVE_INFINITY
  }
}
