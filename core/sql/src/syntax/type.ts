import {
  accept,
  acceptSymbol,
  fail,
  group,
  here,
  isAt,
  isAtSymbol,
  isEnd,
  listInside,
  type Parser,
  peek,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import type { TypeSyntax } from './tree.ts'

/** A type as `BIGINT`, `DECIMAL(18, 2)`, `DOUBLE PRECISION`, `TIMESTAMP(3) WITH TIME ZONE`. */
export function type(p: Parser): TypeSyntax {
  const start = here(p)
  const first = peek(p)
  if (first.kind !== 'word') {
    fail(p, 'a type, as `BIGINT`, `DECIMAL(18, 2)` or `VARCHAR`')
    return { name: '', arguments: [], at: first.at }
  }
  take(p)
  if (['STRUCT', 'MAP', 'UNION', 'ARRAY', 'LIST'].includes(first.word)) return nested(p, start)
  const words = [first.word]
  if (first.word === 'DOUBLE' && accept(p, 'PRECISION')) words.push('PRECISION')
  if (first.word.startsWith('CHAR') && accept(p, 'VARYING')) words.push('VARYING')
  const numbers = isAtSymbol(p, '(') ? group(p, (open) => listInside(p, open, typeNumber)) : []
  if (first.word === 'TIME' || first.word === 'TIMESTAMP') words.push(...zone(p))
  const written = { name: words.join(' '), arguments: numbers, at: since(p, start) }
  if (!isAtSymbol(p, '[') && !isAt(p, 'ARRAY')) return written
  if (isAtSymbol(p, '[')) skip(p)
  else take(p)
  report(p, 'SQL_FORM', { form: 'array' }, since(p, start))
  return written
}

function zone(p: Parser): string[] {
  for (const word of ['WITH', 'WITHOUT']) {
    if (accept(p, word, 'TIME', 'ZONE')) return [word, 'TIME', 'ZONE']
    if (accept(p, word, 'LOCAL', 'TIME', 'ZONE')) return [word, 'LOCAL', 'TIME', 'ZONE']
  }
  return []
}

function typeNumber(p: Parser): number {
  const { kind, text } = peek(p)
  if (kind !== 'number' || !/^\d{1,9}$/.test(text)) {
    fail(p, 'a whole number')
    return 0
  }
  take(p)
  return Number(text)
}

function nested(p: Parser, start: number): TypeSyntax {
  if (isAtSymbol(p, '(')) skip(p)
  for (let depth = 0; !isEnd(p); ) {
    if (acceptSymbol(p, '<')) depth++
    else if (depth > 0 && acceptSymbol(p, '>')) depth--
    else if (depth > 0 && acceptSymbol(p, '>>')) depth = Math.max(0, depth - 2)
    else if (depth > 0) skip(p)
    if (depth === 0) break
  }
  report(p, 'SQL_FORM', { form: 'struct' }, since(p, start))
  return { name: '', arguments: [], at: since(p, start) }
}
