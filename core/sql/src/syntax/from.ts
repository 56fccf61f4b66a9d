import { isAtClause } from './clause.ts'
import { columnNames, isAtName, label, name, tableAlias } from './name.ts'
import {
  accept,
  acceptSymbol,
  expect,
  fail,
  giveUp,
  group,
  here,
  isAt,
  isAtSymbol,
  isEnd,
  list,
  type Parser,
  peek,
  recover,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import { opensQuery } from './subquery.ts'
import type { AliasSyntax, FromSyntax, JoinSyntax, Name } from './tree.ts'

/** What comes after FROM: tables and joins, separated by commas. */
export function from(p: Parser): FromSyntax {
  const start = here(p)
  const [first, ...others] = list(p, afterComma, { isStop: isAtClause, expected: itemEnd })
  let left = first?.item ?? emptyTable(p)
  for (const { item, comma } of others) {
    const at = { start, end: item.at.end }
    left = { kind: 'join', join: 'cross', implicit: true, natural: false, left, right: item, operatorAt: comma, at }
  }
  return left
}

const itemEnd = '`,`, a join, a clause or the end of the query'

function afterComma(p: Parser): { readonly item: FromSyntax; readonly comma: Name['at'] } {
  const comma = p.tokens[p.position - 1]?.at ?? peek(p).at
  return { item: joined(p), comma }
}

function joined(p: Parser): FromSyntax {
  const start = here(p)
  let left = table(p)
  endItem(p)
  while (isAtJoin(p)) {
    left = join(p, left, start)
    endItem(p)
  }
  return left
}

function endItem(p: Parser): void {
  const isFollowed = (at: Parser): boolean => isAtJoin(at) || isAtSymbol(at, ',') || isAtClause(at)
  if (!isEnd(p) && !isFollowed(p)) fail(p, itemEnd)
  recover(p, isFollowed)
}

const joinWords: ReadonlySet<string> = new Set(['JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL'])

function isAtJoin(p: Parser): boolean {
  const { word } = peek(p)
  if (joinWords.has(word)) return word === 'JOIN' || !isAtSymbol(p, '(', 1)
  return (['SEMI', 'ANTI', 'ASOF', 'POSITIONAL'].includes(word) && isAt(p, word, 'JOIN')) || isAt(p, 'OUTER', 'APPLY')
}

function join(p: Parser, left: FromSyntax, start: number): JoinSyntax {
  const operatorStart = here(p)
  const natural = accept(p, 'NATURAL') !== undefined
  const kind = joinKind(p, natural)
  if (accept(p, 'APPLY')) report(p, 'SQL_FORM', { form: 'apply' }, since(p, operatorStart))
  else refusedJoin(p, operatorStart)
  const operatorAt = since(p, operatorStart)
  const right = table(p)
  const condition = joinCondition(p, kind, natural)
  return {
    kind: 'join',
    join: kind,
    implicit: false,
    natural,
    left,
    right,
    ...condition,
    operatorAt,
    at: since(p, start),
  }
}

function joinKind(p: Parser, natural: boolean): JoinSyntax['join'] {
  if (accept(p, 'INNER')) return 'inner'
  if (!natural && accept(p, 'CROSS')) return 'cross'
  for (const side of ['left', 'right', 'full'] as const) {
    if (!accept(p, side.toUpperCase())) continue
    accept(p, 'OUTER')
    return side
  }
  accept(p, 'OUTER')
  return 'inner'
}

/** The word JOIN, and the joins that do not exist. */
function refusedJoin(p: Parser, start: number): void {
  const { word } = peek(p)
  if (['SEMI', 'ANTI', 'ASOF', 'POSITIONAL'].includes(word)) take(p)
  expect(p, 'JOIN')
  if (word === 'SEMI' || word === 'ANTI') report(p, 'SQL_FORM', { form: 'semi-join' }, since(p, start))
  if (word === 'ASOF') report(p, 'SQL_FORM', { form: 'asof-join' }, since(p, start))
  if (word === 'POSITIONAL') report(p, 'SQL_FORM', { form: 'positional-join' }, since(p, start))
}

function joinCondition(p: Parser, kind: JoinSyntax['join'], natural: boolean): Pick<JoinSyntax, 'on' | 'using'> {
  const start = here(p)
  const on = accept(p, 'ON') ? p.grammar.expression(p) : undefined
  const using = on === undefined && accept(p, 'USING') ? usingColumns(p) : undefined
  if (on === undefined && using === undefined) return {}
  if (kind === 'cross') report(p, 'SQL_FORM', { form: 'cross-join-condition' }, since(p, start))
  else if (natural) report(p, 'SQL_FORM', { form: 'natural-join-condition' }, since(p, start))
  return { ...(on === undefined ? {} : { on }), ...(using === undefined ? {} : { using }) }
}

function usingColumns(p: Parser): Name[] {
  if (!isAtSymbol(p, '(')) fail(p, '`(` and column names')
  const columns = columnNames(p)
  const alias = isAt(p, 'AS') ? tableAlias(p) : undefined
  if (alias !== undefined) report(p, 'SQL_FORM', { form: 'join-alias' }, alias.at)
  return columns
}

function table(p: Parser): FromSyntax {
  const start = here(p)
  refuseModifier(p)
  if (isAtSymbol(p, '(')) return parenthesised(p)
  const { kind, word, text, at } = peek(p)
  if (kind === 'string') {
    take(p)
    report(p, 'SQL_FILE_AS_TABLE', { text: `'${text}'` }, at)
  } else if (kind === 'parameter') {
    take(p)
    report(p, 'SQL_FORM', { form: 'parameter-as-table' }, at)
  } else if (word === 'VALUES' && isAtSymbol(p, '(', 1)) {
    giveUp(p, 'SQL_FORM', { form: 'values-without-parentheses' }, at)
  } else if (word === 'SELECT' || word === 'WITH') fail(p, '`(`: a subquery stands in parentheses')
  else return namedTable(p, start)
  const alias = aliasAndSample(p)
  return { kind: 'table', name: { text, quoted: true, at }, ...alias, at: since(p, start) }
}

function refuseModifier(p: Parser): void {
  const lateral = accept(p, 'LATERAL')
  if (lateral !== undefined && isAt(p, 'VIEW')) giveUp(p, 'SQL_FORM', { form: 'lateral' }, lateral)
  else if (lateral !== undefined) report(p, 'SQL_FORM', { form: 'lateral' }, lateral)
  const only = accept(p, 'ONLY')
  if (only !== undefined) report(p, 'SQL_FORM', { form: 'only' }, only)
}

function namedTable(p: Parser, start: number): FromSyntax {
  const isFunction = peek(p).kind === 'word' && isAtSymbol(p, '(', 1)
  const parts: Name[] = [isFunction ? label(p, 'a table') : name(p, 'a table')]
  while (acceptSymbol(p, '.')) parts.push(label(p, 'a table'))
  const last = parts.at(-1) ?? { text: '', quoted: false, at: peek(p).at }
  const at = since(p, start)
  if (isAtSymbol(p, '(')) {
    report(p, 'SQL_TABLE_FUNCTION', { name: last.text }, at)
    skip(p)
    accept(p, 'WITH', 'ORDINALITY')
  } else if (parts.length > 1) {
    report(p, 'SQL_QUALIFIED_NAME', { written: p.text.slice(at.start, at.end), name: last.text }, at)
  }
  const alias = aliasAndSample(p)
  return { kind: 'table', name: last, ...alias, at: since(p, start) }
}

function parenthesised(p: Parser): FromSyntax {
  const start = here(p)
  if (opensQuery(p)) {
    const query = group(p, () => p.grammar.query(p))
    const alias = aliasAndSample(p)
    return { kind: 'derived', query, ...alias, at: since(p, start) }
  }
  const inside = group(p, () => joined(p))
  const { alias } = aliasAndSample(p)
  if (alias !== undefined) report(p, 'SQL_FORM', { form: 'join-alias' }, alias.at)
  return inside
}

function aliasAndSample(p: Parser): { readonly alias?: AliasSyntax } {
  refuseSuffix(p)
  const alias = tableAlias(p)
  refuseSuffix(p)
  return alias === undefined ? {} : { alias }
}

/** TABLESAMPLE, PIVOT and UNPIVOT behind a table. */
function refuseSuffix(p: Parser): void {
  const { word, at } = peek(p)
  if (word === 'TABLESAMPLE') {
    take(p)
    if (isAtName(p)) take(p)
    if (isAtSymbol(p, '(')) skip(p)
    if (accept(p, 'REPEATABLE')) skip(p)
    report(p, 'SQL_FORM', { form: 'tablesample' }, since(p, at.start))
  } else if ((word === 'PIVOT' || word === 'UNPIVOT') && isAtSymbol(p, '(', 1)) {
    take(p)
    skip(p)
    report(p, 'SQL_FORM', { form: word === 'PIVOT' ? 'pivot' : 'unpivot' }, at)
  }
}

function emptyTable(p: Parser): FromSyntax {
  const { at } = peek(p)
  return { kind: 'table', name: { text: '', quoted: false, at }, at }
}
