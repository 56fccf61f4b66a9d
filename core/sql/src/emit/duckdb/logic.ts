import { constantText } from '../../function/pattern.ts'
import { booleanType } from '../../type/sql-type.ts'
import { type Argument, binary, type Call, type Spelling, unary } from '../dialect.ts'
import { compare, connect, invoke, operand, type Sql } from '../sql.ts'
import { likePattern } from './like-pattern.ts'
import { nullOf, textLiteral } from './literal.ts'
import { share } from './share.ts'

type Test = `is-${'' | 'not-'}${'null' | 'true' | 'false'}`
type Comparison = 'equal' | 'not-equal' | 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal'
type Name =
  | 'and'
  | 'or'
  | 'not'
  | Test
  | Comparison
  | `is-${'' | 'not-'}distinct-from`
  | `${'' | 'not-'}${'like' | 'ilike'}`
  | 'coalesce'
  | 'nullif'
  | 'greatest'
  | 'least'

/** Conditions, comparisons and choices. DuckDB orders doubles and texts as we do: NaN last, texts by bytes. */
export const logic: Readonly<Record<Name, Spelling>> = {
  and: ({ args }) =>
    connect(
      args.map((a) => a.sql),
      'and',
    ),
  or: ({ args }) =>
    connect(
      args.map((a) => a.sql),
      'or',
    ),
  not: unary((a) => ({ text: `NOT ${operand(a.sql, 'comparison')}`, binds: 'not' })),
  'is-null': test('IS NULL'),
  'is-not-null': test('IS NOT NULL'),
  'is-true': test('IS TRUE'),
  'is-false': test('IS FALSE'),
  'is-not-true': test('IS NOT TRUE'),
  'is-not-false': test('IS NOT FALSE'),
  equal: comparison('='),
  'not-equal': comparison('<>'),
  less: comparison('<'),
  'less-or-equal': comparison('<='),
  greater: comparison('>'),
  'greater-or-equal': comparison('>='),
  'is-distinct-from': comparison('IS DISTINCT FROM'),
  'is-not-distinct-from': comparison('IS NOT DISTINCT FROM'),
  like: like('LIKE'),
  'not-like': like('NOT LIKE'),
  ilike: like('ILIKE'),
  'not-ilike': like('NOT ILIKE'),
  coalesce: ({ args }) => invoke('coalesce', ...beside(args)),
  nullif: binary((a, b, { names }) => share(names, [a.sql, b.sql], (x, y) => invoke('NULLIF', x, y))),
  greatest: ({ args }) => invoke('greatest', ...beside(args)),
  least: ({ args }) => invoke('least', ...beside(args)),
}

/** The arguments; literals without their type where another argument has it. */
function beside(args: readonly Argument[]): readonly Sql[] {
  const isTyped = args.some((a) => a.expression.kind !== 'literal')
  return args.map((a) => (isTyped ? a.bare : a.sql))
}

function test(words: string): Spelling {
  return unary((a) => ({ text: `${operand(a.sql, 'sum')} ${words}`, binds: 'comparison' }))
}

function comparison(operator: string): Spelling {
  return ({ args }) => {
    const [left, right] = beside(args)
    if (left === undefined || right === undefined) throw new Error('a comparison of one')
    return compare(left, operator, right)
  }
}

/** The pattern is known, so that it is written in the form that DuckDB turns into a search for a part. */
function like(operator: string): Spelling {
  return ({ args }: Call) => {
    const [text, pattern, escapedBy] = args
    if (text === undefined || pattern === undefined || escapedBy === undefined) throw new Error('a pattern is missing')
    const [written, character] = [constantText(pattern.expression), constantText(escapedBy.expression)]
    if (typeof written !== 'string' || typeof character !== 'string') return nullOf(booleanType)
    const { text: canonical, isEscaped } = likePattern(written, character)
    const tested = operand(text.sql, 'sum')
    const suffix = isEscaped ? " ESCAPE '\\'" : ''
    return { text: `${tested} ${operator} ${textLiteral(canonical).text}${suffix}`, binds: 'comparison' }
  }
}
