import { isAtName } from './name.ts'
import { fail, here, isAtSymbol, type Parser, peek, report, since, skip, take } from './parser.ts'
import type { ExpressionSyntax } from './tree.ts'
import { type } from './type.ts'

const units: ReadonlySet<string> = new Set([
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'DAY',
  'HOUR',
  'MINUTE',
  'SECOND',
  'MILLISECOND',
  'MICROSECOND',
])

/** Whether an INTERVAL comes next, and not a column of that name. */
export function isAtInterval(p: Parser): boolean {
  if (peek(p).word !== 'INTERVAL') return false
  const next = peek(p, 1)
  if (['string', 'number', 'parameter'].includes(next.kind) || next.text === '(') return true
  if (next.text === '-' && peek(p, 2).kind === 'number') return isUnit(p, 3)
  return isAtName(p, 1) && next.word !== 'ESCAPE' && isUnit(p, 2)
}

function isUnit(p: Parser, ahead: number): boolean {
  return units.has(singular(peek(p, ahead).word))
}

function singular(unit: string): string {
  return unit.replace(/S$/, '')
}

/** `INTERVAL '7' DAY`, `INTERVAL '1 year 2 days'`, `INTERVAL 7 DAY`. */
export function interval(p: Parser): ExpressionSyntax {
  const start = here(p)
  take(p)
  const sign = isAtSymbol(p, '-') ? take(p).text : ''
  const { kind, text, at } = peek(p)
  const isLiteral = kind === 'string' || kind === 'number'
  skip(p)
  if (!isLiteral) report(p, 'SQL_FORM', { form: 'interval-expression' }, at)
  const unit = isUnit(p, 0) ? singular(take(p).word) : undefined
  if (kind === 'number' && unit === undefined) fail(p, 'a unit of time, as `DAY` or `MONTH`')
  return { kind: 'interval', value: sign + text, ...(unit === undefined ? {} : { unit }), at: since(p, start) }
}

/** Types whose name before a string makes a literal of that type. */
const literalTypes: ReadonlySet<string> = new Set([
  'BIGINT',
  'BOOL',
  'BOOLEAN',
  'CHAR',
  'DATETIME',
  'DECIMAL',
  'DOUBLE',
  'FLOAT',
  'INT',
  'INTEGER',
  'NUMERIC',
  'REAL',
  'SMALLINT',
  'TEXT',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMPTZ',
  'TINYINT',
  'VARCHAR',
])

/** `DATE '2024-01-31'`, `TIMESTAMP '…'`; other types before a string are a cast of it. */
export function typedString(p: Parser): ExpressionSyntax | undefined {
  const start = here(p)
  const { word } = peek(p)
  const isPlain = peek(p, 1).kind === 'string'
  if (isPlain && (word === 'DATE' || word === 'TIMESTAMP')) {
    take(p)
    const value = take(p).text
    return { kind: 'typed-string', type: word === 'DATE' ? 'date' : 'timestamp', value, at: since(p, start) }
  }
  if (!literalTypes.has(word) || !(isPlain || isLongType(p, word))) return undefined
  const written = type(p)
  const { text, at } = take(p)
  return { kind: 'cast', operand: { kind: 'string', value: text, at }, type: written, at: since(p, start) }
}

/** `DOUBLE PRECISION '…'` and `TIMESTAMP WITH TIME ZONE '…'`. */
function isLongType(p: Parser, word: string): boolean {
  if (word === 'DOUBLE') return peek(p, 1).word === 'PRECISION' && peek(p, 2).kind === 'string'
  if (!word.startsWith('TIME')) return false
  const hasZone =
    ['WITH', 'WITHOUT'].includes(peek(p, 1).word) && peek(p, 2).word === 'TIME' && peek(p, 3).word === 'ZONE'
  return hasZone && peek(p, 4).kind === 'string'
}
