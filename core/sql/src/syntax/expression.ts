import { binaryLevels, level } from './levels.ts'
import { limits } from './limits.ts'
import {
  accept,
  acceptSymbol,
  giveUp,
  here,
  isAt,
  isRefusedOperator,
  type Parser,
  peek,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import { between, inList, isTest, like, type Predicate } from './predicate.ts'
import { primary } from './primary.ts'
import type { BinaryOperator, ExpressionSyntax } from './tree.ts'
import { type } from './type.ts'

/** An operator that follows an operand: how tightly it binds, and what it makes of the operand. */
type Infix = { readonly level: number; readonly apply: Predicate }

/** An expression of operators that bind at least as tightly as `lowest`. */
export function expression(p: Parser, lowest = 0): ExpressionSyntax {
  const start = here(p)
  p.recursion++
  if (p.recursion > limits.recursion) giveUp(p, 'SQL_TOO_DEEP', { limit: limits.recursion }, peek(p).at)
  let left = prefix(p)
  let last: Infix | undefined
  for (let next = infix(p); next !== undefined && next.level >= lowest; next = infix(p)) {
    if (last?.level === next.level && !mayChain(left, next)) {
      report(p, 'SQL_OPERATOR_CHAIN', { operator: p.text.slice(here(p), peek(p).at.end) }, peek(p).at)
    }
    left = next.apply(p, left, start)
    last = next
  }
  p.recursion--
  return left
}

/** PostgreSQL's rule: `a < b < c` means nothing, and `a IS DISTINCT FROM b IS NULL` is for nobody to guess. */
function mayChain(left: ExpressionSyntax, { level: at }: Infix): boolean {
  if (at === level.is) return left.kind === 'is'
  return at !== level.comparison && at !== level.predicate
}

function prefix(p: Parser): ExpressionSyntax {
  const start = here(p)
  const { kind, text } = peek(p)
  if (accept(p, 'NOT')) {
    const operand = expression(p, level.is)
    return { kind: 'unary', operator: 'not', operand, at: since(p, start) }
  }
  if (kind === 'symbol' && (text === '-' || text === '+')) {
    take(p)
    const operand = expression(p, level.sign)
    return { kind: 'unary', operator: text, operand, at: since(p, start) }
  }
  return primary(p)
}

/** The operator that comes next. */
function infix(p: Parser): Infix | undefined {
  const token = peek(p)
  if (token.kind === 'word') return wordInfix(p, token.word)
  if (token.kind !== 'symbol') return undefined
  const { text } = token
  const operator = text === '!=' ? '<>' : text
  if (isBinary(operator)) return binaryInfixes[operator]
  if (text === '::') return castInfix
  if (text === '[' || text === '.') return subscriptInfix
  return isRefusedOperator(text) ? refusedInfix : undefined
}

function isBinary(text: string): text is BinaryOperator {
  return Object.hasOwn(binaryLevels, text)
}

function binary(operator: BinaryOperator): Infix {
  const at = binaryLevels[operator]
  return {
    level: at,
    apply: (p, left, start) => {
      const operatorAt = take(p).at
      const right = expression(p, at + 1)
      return { kind: 'binary', operator, left, right, operatorAt, at: since(p, start) }
    },
  }
}

const binaryInfixes: Readonly<Record<BinaryOperator, Infix>> = {
  '+': binary('+'),
  '-': binary('-'),
  '*': binary('*'),
  '/': binary('/'),
  '%': binary('%'),
  '||': binary('||'),
  '=': binary('='),
  '<>': binary('<>'),
  '<': binary('<'),
  '<=': binary('<='),
  '>': binary('>'),
  '>=': binary('>='),
  'is-distinct-from': binary('is-distinct-from'),
  'is-not-distinct-from': binary('is-not-distinct-from'),
}

const castInfix: Infix = {
  level: level.cast,
  apply: (p, operand, start) => {
    take(p)
    return { kind: 'cast', operand, type: type(p), at: since(p, start) }
  },
}

const subscriptInfix: Infix = {
  level: level.primary,
  apply: (p, operand, start) => {
    if (acceptSymbol(p, '.') === undefined) skip(p)
    else if (peek(p).kind === 'word' || peek(p).kind === 'quoted-name') take(p)
    report(p, 'SQL_FORM', { form: 'subscript' }, since(p, start))
    return operand
  },
}

/** An operator of another dialect: its right side is read for the mistakes in it. */
const refusedInfix: Infix = {
  level: level.other,
  apply: (p, left) => {
    accept(p, 'NOT')
    const { text, word, at } = take(p)
    const operator = word === '' ? text : word
    if (isRefusedOperator(operator)) report(p, 'SQL_OPERATOR', { operator }, at)
    expression(p, level.other + 1)
    return left
  },
}

function logical(operator: 'and' | 'or'): Infix {
  const word = operator.toUpperCase()
  return {
    level: level[operator],
    apply: (p, left, start) => {
      const operands = [left]
      while (accept(p, word)) operands.push(expression(p, level[operator] + 1))
      return { kind: 'logical', operator, operands, at: since(p, start) }
    },
  }
}

function predicate(apply: Predicate): Infix {
  return { level: level.predicate, apply }
}

const wordInfixes: Readonly<Record<string, Infix>> = {
  AND: logical('and'),
  OR: logical('or'),
  IS: { level: level.is, apply: isTest },
  ISNULL: { level: level.is, apply: isTest },
  NOTNULL: { level: level.is, apply: isTest },
  IN: predicate(inList),
  BETWEEN: predicate(between),
  LIKE: predicate(like),
  ILIKE: predicate(like),
  COLLATE: {
    level: level.cast,
    apply: (p, operand) => {
      const { at } = take(p)
      if (peek(p).kind === 'word' || peek(p).kind === 'quoted-name') take(p)
      report(p, 'SQL_FORM', { form: 'collate' }, since(p, at.start))
      return operand
    },
  },
}

const timeZoneInfix: Infix = {
  level: level.cast,
  apply: (p, operand) => {
    const at = accept(p, 'AT', 'TIME', 'ZONE')
    expression(p, level.cast)
    if (at !== undefined) report(p, 'SQL_FORM', { form: 'at-time-zone' }, at)
    return operand
  },
}

function refusedWords(form: 'similar-to' | 'overlaps', ...words: readonly string[]): Infix {
  return {
    level: level.predicate,
    apply: (p, left) => {
      accept(p, 'NOT')
      const at = accept(p, ...words)
      if (at !== undefined) report(p, 'SQL_FORM', { form }, at)
      expression(p, level.predicate + 1)
      return left
    },
  }
}

const similarInfix = refusedWords('similar-to', 'SIMILAR', 'TO')
const overlapsInfix = refusedWords('overlaps', 'OVERLAPS')

function wordInfix(p: Parser, first: string): Infix | undefined {
  const negated = first === 'NOT'
  const word = negated ? peek(p, 1).word : first
  if (isAt(p, 'AT', 'TIME', 'ZONE')) return timeZoneInfix
  if (word === 'SIMILAR') return similarInfix
  if (word === 'OVERLAPS') return overlapsInfix
  if (word === 'RLIKE' || word === 'REGEXP' || word === 'GLOB') return regularInfix(p, negated)
  const found = Object.hasOwn(wordInfixes, word) ? wordInfixes[word] : undefined
  return negated && found?.level !== level.predicate ? undefined : found
}

/** `x RLIKE pattern`; without a pattern the word is an alias. */
function regularInfix(p: Parser, negated: boolean): Infix | undefined {
  const next = peek(p, 1)
  return negated || ['string', 'parameter'].includes(next.kind) || next.text === '(' ? refusedInfix : undefined
}
