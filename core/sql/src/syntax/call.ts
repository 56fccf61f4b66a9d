import type { Span } from '@glovebox/diagnostics'
import { name } from './name.ts'
import {
  accept,
  acceptSymbol,
  expect,
  fail,
  group,
  here,
  isAt,
  isAtSymbol,
  listInside,
  type Parser,
  peek,
  report,
  since,
  take,
} from './parser.ts'
import { sortKeysInside } from './sort.ts'
import { opensQuery } from './subquery.ts'
import type { CallSyntax, ExpressionSyntax, NamedArgumentSyntax, SortKeySyntax, TupleSyntax } from './tree.ts'
import { isAtOver, over } from './window.ts'

type Inside = Pick<CallSyntax, 'star' | 'distinct' | 'arguments' | 'named' | 'orderBy'>

const noArguments: Inside = { star: false, distinct: false, arguments: [], named: [], orderBy: [] }

/** `name(…)` with FILTER, WITHIN GROUP and OVER; its name comes next. */
export function call(p: Parser): CallSyntax {
  const start = here(p)
  const { text, at } = take(p)
  const inside = group(p, (open) => argumentsInside(p, open))
  return {
    kind: 'call',
    name: asciiLower(text),
    nameAt: at,
    ...inside,
    ...after(p, inside.orderBy),
    at: since(p, start),
  }
}

/** The call of `spelling` that a form such as `TRIM(x FROM y)` stands for. */
export function plainCall(p: Parser, spelling: string, nameAt: Span, args: readonly ExpressionSyntax[]): CallSyntax {
  return { kind: 'call', name: spelling, nameAt, ...noArguments, arguments: args, at: since(p, nameAt.start) }
}

/** CURRENT_DATE and its kin, which are called without parentheses. */
export function bareCall(p: Parser): CallSyntax {
  const { text, at } = take(p)
  return { kind: 'call', name: asciiLower(text), nameAt: at, ...noArguments, at }
}

function argumentsInside(p: Parser, open: number): Inside {
  if (isAtSymbol(p, ')')) return noArguments
  if (isAtSymbol(p, '*') && (isAtSymbol(p, ')', 1) || isAtSymbol(p, ',', 1))) return star(p, open)
  const distinct = accept(p, 'ALL') === undefined && accept(p, 'DISTINCT') !== undefined
  const positional: ExpressionSyntax[] = []
  const named: NamedArgumentSyntax[] = []
  listInside(p, open, (at) => argument(at, positional, named), argumentsEnd)
  refuseNulls(p)
  const orderBy = accept(p, 'ORDER', 'BY') ? sortKeysInside(p, open) : []
  return { star: false, distinct, arguments: positional, named, orderBy }
}

/** `*`, with which only named arguments go. */
function star(p: Parser, open: number): Inside {
  take(p)
  const named: NamedArgumentSyntax[] = []
  if (acceptSymbol(p, ',') !== undefined) {
    listInside(p, open, (at) => {
      if (!isAtNamed(at)) fail(at, 'a named argument, as `name => value`: `*` stands for everything else')
      argument(at, [], named)
    })
  }
  return { ...noArguments, star: true, named }
}

const argumentsEnd = {
  isStop: (p: Parser): boolean => isAt(p, 'ORDER', 'BY') || isAtNulls(p),
  expected: '`,` or `)`',
}

function argument(p: Parser, positional: ExpressionSyntax[], named: NamedArgumentSyntax[]): void {
  if (isAtNamed(p)) {
    const argumentName = name(p, 'the name of an argument')
    const arrow = take(p)
    if (arrow.text === ':=') report(p, 'SQL_OPERATOR', { operator: ':=' }, arrow.at)
    named.push({ name: argumentName, value: isAtTuple(p) ? tuple(p) : p.grammar.expression(p) })
    return
  }
  if (isAt(p, 'SELECT') || (isAt(p, 'WITH') && peek(p, 1).kind === 'word')) {
    fail(p, 'an expression; a subquery has parentheses of its own')
  } else if (named.length > 0) fail(p, 'a named argument, as `name => value`: they come last')
  positional.push(p.grammar.expression(p))
}

function isAtNamed(p: Parser): boolean {
  return isAtSymbol(p, '=>', 1) || isAtSymbol(p, ':=', 1)
}

/** Whether several expressions in parentheses come next, and the argument ends with them. */
function isAtTuple(p: Parser): boolean {
  if (!isAtSymbol(p, '(') || opensQuery(p)) return false
  const close = p.closers[p.position] ?? -1
  const next = close < 0 ? undefined : p.tokens[close + 1]
  if (next?.kind !== 'symbol' || (next.text !== ',' && next.text !== ')')) return false
  for (let i = p.position + 1; i < close; i = Math.max(i, p.closers[i] ?? -1) + 1) {
    const token = p.tokens[i]
    if (token?.kind === 'symbol' && token.text === ',') return true
  }
  return false
}

function tuple(p: Parser): TupleSyntax {
  const start = here(p)
  const values = group(p, (open) => listInside(p, open, (at) => at.grammar.expression(at)))
  return { kind: 'tuple', values, at: since(p, start) }
}

function after(p: Parser, orderBy: readonly SortKeySyntax[]): Pick<CallSyntax, 'orderBy' | 'filter' | 'over'> {
  const within = accept(p, 'WITHIN', 'GROUP')
  const ordered = within === undefined ? orderBy : withinGroup(p)
  if (within !== undefined && orderBy.length > 0) report(p, 'SQL_CLAUSE_TWICE', { clause: 'ORDER BY' }, within)
  const filter = isAt(p, 'FILTER') && isAtSymbol(p, '(', 1) ? filterCondition(p) : undefined
  refuseNulls(p)
  const isWindow = isAtOver(p)
  if (isWindow) take(p)
  return {
    orderBy: ordered,
    ...(filter === undefined ? {} : { filter }),
    ...(isWindow ? { over: over(p) } : {}),
  }
}

function withinGroup(p: Parser): SortKeySyntax[] {
  return group(p, (open) => {
    expect(p, 'ORDER', '`ORDER BY`')
    expect(p, 'BY')
    return sortKeysInside(p, open)
  })
}

function filterCondition(p: Parser): ExpressionSyntax {
  take(p)
  return group(p, () => {
    expect(p, 'WHERE')
    return p.grammar.expression(p)
  })
}

function isAtNulls(p: Parser): boolean {
  return isAt(p, 'IGNORE', 'NULLS') || isAt(p, 'RESPECT', 'NULLS')
}

function refuseNulls(p: Parser): void {
  if (!isAtNulls(p)) return
  const start = here(p)
  take(p)
  take(p)
  report(p, 'SQL_FORM', { form: 'ignore-nulls' }, since(p, start))
}

/** Lower case of the ASCII letters alone: no other letter may turn into a function's name. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
