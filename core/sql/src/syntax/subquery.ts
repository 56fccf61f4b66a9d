import { isAtSymbol, type Parser, peek } from './parser.ts'

/** What can follow a query in parentheses only if the two together are a query. */
const queryGoesOn: ReadonlySet<string> = new Set([
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'MINUS',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
])

/**
 * Whether a parenthesis with a query in it comes next, and not one with an expression: `((SELECT 1) UNION SELECT 2)`
 * is a query and `((SELECT 1) + 2)` is not, which only what stands behind the inner parenthesis tells.
 */
export function opensQuery(p: Parser, ahead = 0): boolean {
  if (!isAtSymbol(p, '(', ahead)) return false
  let inner = ahead
  while (isAtSymbol(p, '(', inner)) inner++
  if (!beginsQuery(p, inner)) return false
  for (let i = inner - 1; i > ahead; i--) {
    const close = p.closers[p.position + i] ?? -1
    const next = close < 0 ? undefined : p.tokens[close + 1]
    if (next === undefined || queryGoesOn.has(next.word)) continue
    if (next.kind !== 'symbol' || next.text !== ')') return false
  }
  return true
}

/** Whether the token `ahead` begins a query. */
export function beginsQuery(p: Parser, ahead = 0): boolean {
  const { word } = peek(p, ahead)
  if (word === 'VALUES') return isAtSymbol(p, '(', ahead + 1)
  return word === 'SELECT' || word === 'WITH' || word === 'FROM'
}
