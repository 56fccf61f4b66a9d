import { bareCall, call } from './call.ts'
import { caseExpression } from './case.ts'
import { level } from './levels.ts'
import { interval, isAtInterval, typedString } from './literal.ts'
import { isAtName, label } from './name.ts'
import {
  acceptSymbol,
  fail,
  group,
  here,
  isAtSymbol,
  isRefusedOperator,
  listInside,
  type Parser,
  peek,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import { specialCall } from './special-call.ts'
import { opensQuery } from './subquery.ts'
import type { ExpressionSyntax, Name } from './tree.ts'

/** An expression without operators around it: a literal, a column, a call, CASE, or something in parentheses. */
export function primary(p: Parser): ExpressionSyntax {
  const { kind, text, at } = peek(p)
  switch (kind) {
    case 'number':
    case 'string':
    case 'parameter':
      take(p)
      if (kind === 'parameter') return { kind, name: text, at }
      return kind === 'number' ? { kind, text, at } : { kind, value: text, at }
    case 'quoted-name':
      return isAtSymbol(p, '(', 1) ? quotedCall(p) : column(p)
    case 'symbol':
      return bracketed(p)
    case 'word':
      return constant(p) ?? typedString(p) ?? specialCall(p) ?? nestedValue(p) ?? named(p)
    case 'end':
      return missing(p)
  }
}

/** Stands in for an expression that is not there. A tree with one in it is never given to anybody. */
function missing(p: Parser, expected = 'an expression'): ExpressionSyntax {
  const { at } = peek(p)
  const last = p.tokens[p.position - 1]
  const isBehindComma = last?.kind === 'symbol' && last.text === ','
  fail(p, isBehindComma ? `${expected}; a list does not end with a comma` : expected)
  return { kind: 'null', at }
}

function constant(p: Parser): ExpressionSyntax | undefined {
  const { word, at } = peek(p)
  if (word === 'CASE') return caseExpression(p)
  if (word === 'NULL') return { kind: 'null', at: take(p).at }
  if (word === 'TRUE' || word === 'FALSE') {
    take(p)
    return { kind: 'boolean', value: word === 'TRUE', at }
  }
  return isAtInterval(p) ? interval(p) : undefined
}

/** Functions that SQL calls without parentheses. */
const bareFunctions: ReadonlySet<string> = new Set([
  'CURRENT_CATALOG',
  'CURRENT_DATE',
  'CURRENT_ROLE',
  'CURRENT_SCHEMA',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'CURRENT_USER',
  'LOCALTIME',
  'LOCALTIMESTAMP',
  'SESSION_USER',
])

function named(p: Parser): ExpressionSyntax {
  const { word, at } = peek(p)
  const isCalled = isAtSymbol(p, '(', 1)
  if ((word === 'ANY' || word === 'SOME' || word === 'ALL') && isCalled) {
    take(p)
    skip(p)
    report(p, 'SQL_FORM', { form: 'any-all' }, since(p, at.start))
    return { kind: 'null', at }
  }
  if (word === 'SELECT' || (word === 'VALUES' && isCalled)) {
    return missing(p, 'an expression; a subquery stands in parentheses')
  }
  if (isCalled && (isAtName(p) || word === 'LEFT' || word === 'RIGHT')) return call(p)
  if (bareFunctions.has(word) && !isAtSymbol(p, '.', 1)) return bareCall(p)
  if (isAtName(p)) return column(p)
  return missing(p)
}

/** `column` or `table.column`; with more parts, or as the name of a function, it is refused. */
function column(p: Parser): ExpressionSyntax {
  const start = here(p)
  const parts: Name[] = [label(p, 'a column')]
  while (acceptSymbol(p, '.')) {
    parts.push(isAtSymbol(p, '*') ? label(p, 'a column; `table.*` stands alone in SELECT') : label(p, 'a column'))
  }
  const name = parts.pop() ?? { text: '', quoted: false, at: since(p, start) }
  const table = parts.pop()
  const at = since(p, start)
  const written = p.text.slice(start, at.end)
  if (table !== undefined && isAtSymbol(p, '(')) {
    report(p, 'SQL_QUALIFIED_NAME', { written, name: name.text }, at)
    p.position--
    return call(p)
  }
  if (table !== undefined && parts.length > 0) {
    report(p, 'SQL_QUALIFIED_NAME', { written, name: `${table.text}.${name.text}` }, at)
  }
  return { kind: 'column', ...(table === undefined ? {} : { table }), name, at }
}

function quotedCall(p: Parser): ExpressionSyntax {
  report(p, 'SQL_FORM', { form: 'quoted-function' }, peek(p).at)
  return call(p)
}

function bracketed(p: Parser): ExpressionSyntax {
  const { text, at } = peek(p)
  if (text === '(') return parenthesised(p)
  if (text === '[' || text === '{') {
    skip(p)
    report(p, 'SQL_FORM', { form: text === '[' ? 'array' : 'struct' }, since(p, at.start))
    return { kind: 'null', at: since(p, at.start) }
  }
  if (isRefusedOperator(text)) {
    take(p)
    report(p, 'SQL_OPERATOR', { operator: text }, at)
    return p.grammar.expression(p, level.sign)
  }
  if (text === '*') return missing(p, 'an expression; `*` stands alone in SELECT and in COUNT(*)')
  return missing(p)
}

function parenthesised(p: Parser): ExpressionSyntax {
  const start = here(p)
  if (opensQuery(p)) {
    const query = group(p, () => p.grammar.query(p))
    return { kind: 'scalar-query', query, at: since(p, start) }
  }
  const values = group(p, (open) => listInside(p, open, (at) => at.grammar.expression(at)))
  const [only] = values
  if (values.length > 1) report(p, 'SQL_FORM', { form: 'row-value' }, since(p, start))
  return only ?? { kind: 'null', at: since(p, start) }
}

/** Arrays, structs, maps and rows, which do not exist here. */
function nestedValue(p: Parser): ExpressionSyntax | undefined {
  const { word, at } = peek(p)
  const opener = peek(p, 1).kind === 'symbol' ? peek(p, 1).text : ''
  const isArray = word === 'ARRAY' && (opener === '[' || opener === '(')
  const isStruct = (word === 'STRUCT' || word === 'MAP') && (opener === '(' || opener === '{')
  const isRow = word === 'ROW' && opener === '('
  if (!isArray && !isStruct && !isRow) return undefined
  take(p)
  skip(p)
  report(p, 'SQL_FORM', { form: isArray ? 'array' : isStruct ? 'struct' : 'row-value' }, since(p, at.start))
  return { kind: 'null', at: since(p, at.start) }
}
