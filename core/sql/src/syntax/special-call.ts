import { call, plainCall } from './call.ts'
import { level } from './levels.ts'
import { label } from './name.ts'
import {
  accept,
  acceptSymbol,
  expect,
  expectSymbol,
  group,
  here,
  isAtSymbol,
  listInside,
  type Parser,
  peek,
  since,
  take,
} from './parser.ts'
import type { ExpressionSyntax } from './tree.ts'
import { type } from './type.ts'

/** A call whose arguments are written in a form of its own, as `EXTRACT(YEAR FROM x)`. */
export function specialCall(p: Parser): ExpressionSyntax | undefined {
  if (!isAtSymbol(p, '(', 1)) return undefined
  const { word } = peek(p)
  const form = Object.hasOwn(forms, word) ? forms[word] : undefined
  return form?.(p)
}

const forms: Readonly<Record<string, (p: Parser) => ExpressionSyntax>> = {
  CAST: cast,
  TRY_CAST: cast,
  CONVERT: convert,
  EXISTS: exists,
  EXTRACT: extract,
  SUBSTRING: substring,
  SUBSTR: substring,
  TRIM: trim,
  POSITION: position,
}

function cast(p: Parser): ExpressionSyntax {
  const start = take(p).at.start
  const parts = group(p, () => {
    const operand = p.grammar.expression(p)
    expect(p, 'AS')
    return { operand, type: type(p) }
  })
  return { kind: 'cast', ...parts, at: since(p, start) }
}

function convert(p: Parser): ExpressionSyntax {
  const start = take(p).at.start
  const parts = group(p, () => {
    const written = type(p)
    expectSymbol(p, ',', '`,` and an expression, as `CONVERT(BIGINT, x)`')
    return { type: written, operand: p.grammar.expression(p) }
  })
  return { kind: 'cast', ...parts, at: since(p, start) }
}

function exists(p: Parser): ExpressionSyntax {
  const start = take(p).at.start
  const query = group(p, () => p.grammar.query(p))
  return { kind: 'exists', query, at: since(p, start) }
}

function extract(p: Parser): ExpressionSyntax {
  const start = take(p).at.start
  const parts = group(p, () => {
    const field = label(p, 'a field, as `YEAR`')
    expect(p, 'FROM')
    return { field, operand: p.grammar.expression(p) }
  })
  return { kind: 'extract', ...parts, at: since(p, start) }
}

/** `SUBSTRING(x FROM a [FOR b])` is `substring(x, a, b)`. */
function substring(p: Parser): ExpressionSyntax {
  if (!hasInside(p, 'FROM', 'FOR', 'SIMILAR')) return call(p)
  const name = take(p).at
  const args = group(p, () => {
    const operand = p.grammar.expression(p, level.predicate + 1)
    const oneAt = { start: here(p), end: here(p) }
    const start: ExpressionSyntax = accept(p, 'FROM')
      ? p.grammar.expression(p)
      : { kind: 'number', text: '1', at: oneAt }
    if (!accept(p, 'FOR')) return [operand, start]
    return [operand, start, p.grammar.expression(p)]
  })
  return plainCall(p, 'substring', name, args)
}

/** `TRIM([BOTH | LEADING | TRAILING] [characters] FROM x)` is `trim`, `ltrim` or `rtrim` of `(x, characters)`. */
function trim(p: Parser): ExpressionSyntax {
  const first = peek(p, 2).word
  const isSided = first === 'BOTH' || first === 'LEADING' || first === 'TRAILING'
  if (!isSided && !hasInside(p, 'FROM')) return call(p)
  const name = take(p).at
  const args = group(p, (open) => {
    if (isSided) take(p)
    if (accept(p, 'FROM')) return [p.grammar.expression(p)]
    const one = p.grammar.expression(p)
    if (!accept(p, 'FROM'))
      return acceptSymbol(p, ',') ? [one, ...listInside(p, open, (at) => at.grammar.expression(at))] : [one]
    return [p.grammar.expression(p), one]
  })
  return plainCall(p, first === 'LEADING' ? 'ltrim' : first === 'TRAILING' ? 'rtrim' : 'trim', name, args)
}

/** `POSITION(part IN text)` is `strpos(text, part)`. */
function position(p: Parser): ExpressionSyntax {
  if (!hasInside(p, 'IN')) return call(p)
  const name = take(p).at
  const args = group(p, () => {
    const part = p.grammar.expression(p, level.predicate + 1)
    expect(p, 'IN')
    return [p.grammar.expression(p), part]
  })
  return plainCall(p, 'strpos', name, args)
}

/** Whether one of the words stands inside the parentheses after the next token, and in no CASE and no parentheses within them. */
function hasInside(p: Parser, ...words: readonly string[]): boolean {
  const open = p.position + 1
  const close = p.closers[open] ?? -1
  let cases = 0
  for (let i = open + 1; i < close; i++) {
    const last = p.tokens[i - 1]
    const word = last?.kind === 'symbol' && last.text === '.' ? '' : (p.tokens[i]?.word ?? '')
    if (word === 'CASE') cases++
    else if (word === 'END') cases--
    else if (cases === 0 && words.includes(word) && last?.word !== 'DISTINCT') return true
    i = Math.max(i, p.closers[i] ?? -1)
  }
  return false
}
