import type { Span } from '@glovebox/diagnostics'
import { endClause, isAtClause } from './clause.ts'
import { from } from './from.ts'
import { groupBy } from './group-by.ts'
import { columnAlias, isAtName, label, name } from './name.ts'
import {
  accept,
  expect,
  here,
  isAt,
  isAtSymbol,
  isEnd,
  list,
  type Parser,
  peek,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import { privacyClause, privacyInList } from './privacy-clause.ts'
import { opensQuery } from './subquery.ts'
import type { PrivacySyntax, SelectItemSyntax, SelectSyntax } from './tree.ts'
import { window } from './window.ts'

/** `SELECT [WITH DIFFERENTIAL_PRIVACY …] [DISTINCT] items [FROM …] [WHERE …] [GROUP BY …] [HAVING …] [QUALIFY …] [WINDOW …]`. */
export function select(p: Parser): SelectSyntax {
  const start = here(p)
  take(p)
  let privacy = privacyClause(p)
  const distinct = quantifier(p)
  refuseTop(p)
  const readItem = (at: Parser): SelectItemSyntax => {
    privacy = privacyInList(at, privacy)
    return item(at)
  }
  const items = list(p, readItem, { isStop: isStopOfItems, expected: '`,`, `FROM` or the end of the query' })
  refuseInto(p)
  refusePrivateDistinct(p, privacy, distinct)
  const clauses: Clauses = { windows: [] }
  while (clause(p, clauses));
  const { last: _, ...written } = clauses
  return {
    kind: 'select',
    ...(privacy === undefined ? {} : { privacy }),
    ...(distinct === undefined ? {} : { distinct }),
    items,
    ...written,
    at: since(p, start),
  }
}

/** The clauses of a SELECT as far as they were read; `last` names the last one. */
export type Clauses = {
  -readonly [K in 'from' | 'where' | 'groupBy' | 'having' | 'qualify']?: SelectSyntax[K] & {}
} & { windows: SelectSyntax['windows']; last?: string }

/** Reads one clause, if one comes next. */
export function clause(p: Parser, clauses: Clauses): boolean {
  const { word, at } = peek(p)
  const written = word === 'GROUP' ? 'GROUP BY' : word
  const read = Object.hasOwn(readers, word) ? readers[word] : undefined
  if (read === undefined) return false
  checkOrder(p, written, clauses, at)
  read(p, clauses)
  endClause(p, 'another clause or the end of the query')
  clauses.last = written
  return true
}

/** Whether a clause of a SELECT comes next. */
export function isAtSelectClause(p: Parser): boolean {
  return Object.hasOwn(readers, peek(p).word)
}

const readers: Readonly<Record<string, (p: Parser, clauses: Clauses) => void>> = {
  FROM: (p, clauses) => {
    take(p)
    clauses.from = from(p)
  },
  WHERE: (p, clauses) => {
    take(p)
    clauses.where = p.grammar.expression(p)
  },
  GROUP: (p, clauses) => {
    clauses.groupBy = groupBy(p)
  },
  HAVING: (p, clauses) => {
    take(p)
    clauses.having = p.grammar.expression(p)
  },
  QUALIFY: (p, clauses) => {
    take(p)
    clauses.qualify = p.grammar.expression(p)
  },
  WINDOW: (p, clauses) => {
    take(p)
    clauses.windows = list(p, namedWindow, { isStop: isAtClause, expected: '`,`, a clause or the end of the query' })
  },
}

/** QUALIFY and WINDOW may stand in either order: dialects differ. */
const order = ['FROM', 'WHERE', 'GROUP BY', 'HAVING', 'QUALIFY', 'WINDOW']

function checkOrder(p: Parser, written: string, clauses: Clauses, at: Span): void {
  const { last } = clauses
  const wasRead: Readonly<Record<string, boolean>> = {
    FROM: clauses.from !== undefined,
    WHERE: clauses.where !== undefined,
    'GROUP BY': clauses.groupBy !== undefined,
    HAVING: clauses.having !== undefined,
    QUALIFY: clauses.qualify !== undefined,
    WINDOW: clauses.windows.length > 0,
  }
  const isEither = written === 'QUALIFY' && last === 'WINDOW'
  if (wasRead[written]) report(p, 'SQL_CLAUSE_TWICE', { clause: written }, at)
  else if (last !== undefined && order.indexOf(last) > order.indexOf(written) && !isEither) {
    report(p, 'SQL_CLAUSE_ORDER', { clause: written, after: last }, at)
  }
}

function namedWindow(p: Parser): SelectSyntax['windows'][number] {
  const windowName = name(p, 'a name for the window')
  expect(p, 'AS')
  return { name: windowName, window: window(p) }
}

function quantifier(p: Parser): Span | undefined {
  if (accept(p, 'ALL')) return undefined
  const distinct = accept(p, 'DISTINCT')
  if (distinct === undefined || !isAt(p, 'ON') || !isAtSymbol(p, '(', 1)) return distinct
  take(p)
  skip(p)
  report(p, 'SQL_FORM', { form: 'distinct-on' }, since(p, distinct.start))
  return distinct
}

/** The clause speaks of aggregates, and what DISTINCT keeps of them would not be theirs to protect. */
function refusePrivateDistinct(p: Parser, privacy: PrivacySyntax | undefined, distinct: Span | undefined): void {
  if (privacy !== undefined && distinct !== undefined) report(p, 'SQL_FORM', { form: 'private-distinct' }, distinct)
}

/** TOP n, TOP (n) [PERCENT] [WITH TIES], and SELECT AS STRUCT. */
function refuseTop(p: Parser): void {
  const { word, at } = peek(p)
  const isParenthesised = isAtSymbol(p, '(', 1) && peek(p, 2).kind === 'number' && isAtSymbol(p, ')', 3)
  const isTop = peek(p, 1).kind === 'number' || (isParenthesised && (isAtName(p, 4) || isAtSymbol(p, '*', 4)))
  if (word === 'TOP' && isTop) {
    take(p)
    skip(p)
    accept(p, 'PERCENT')
    report(p, 'SQL_FORM', { form: 'top' }, since(p, at.start))
  } else if (word === 'AS') {
    take(p)
    if (accept(p, 'STRUCT') === undefined) accept(p, 'VALUE')
    report(p, 'SQL_FORM', { form: 'select-as' }, since(p, at.start))
  }
}

function isStopOfItems(p: Parser): boolean {
  return isAtClause(p) || isAt(p, 'INTO')
}

function refuseInto(p: Parser): void {
  const into = accept(p, 'INTO')
  if (into === undefined) return
  while (!isEnd(p) && !isAtClause(p)) skip(p)
  report(p, 'SQL_FORM', { form: 'select-into' }, since(p, into.start))
}

function item(p: Parser): SelectItemSyntax {
  const start = here(p)
  if (isAtSymbol(p, '*')) {
    take(p)
    return star(p, start, {})
  }
  if (isAtName(p) && isAtSymbol(p, '.', 1)) {
    const behind = isAtSymbol(p, '*', 2) ? 2 : isAtSymbol(p, '.', 3) && isAtSymbol(p, '*', 4) ? 4 : 0
    if (behind > 0) return tableStar(p, start, behind)
  }
  const expression = p.grammar.expression(p)
  const alias = columnAlias(p)
  return { kind: 'item', expression, ...(alias === undefined ? {} : { alias }), at: since(p, start) }
}

/** `table.*`, where the star stands `behind` tokens after the next one. */
function tableStar(p: Parser, start: number, behind: number): SelectItemSyntax {
  if (behind === 4) p.position += 2
  const table = label(p, 'a table')
  p.position += 2
  const at = since(p, start)
  if (behind === 4) {
    report(p, 'SQL_QUALIFIED_NAME', { written: p.text.slice(start, at.end), name: `${table.text}.*` }, at)
  }
  return star(p, start, { table })
}

function star(p: Parser, start: number, table: Pick<SelectItemSyntax & { kind: 'star' }, 'table'>): SelectItemSyntax {
  const at = since(p, start)
  const { word } = peek(p)
  const isExcept = (word === 'EXCEPT' && isAtSymbol(p, '(', 1) && !opensQuery(p, 1)) || word === 'EXCLUDE'
  const isReplace = (word === 'REPLACE' || word === 'RENAME') && isAtSymbol(p, '(', 1)
  if (isExcept || isReplace) {
    take(p)
    skip(p)
    report(p, 'SQL_FORM', { form: isExcept ? 'star-except' : 'star-replace' }, since(p, start))
  }
  return { kind: 'star', ...table, at }
}
