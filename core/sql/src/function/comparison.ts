import type { Expression } from '../relation/relation.ts'
import { booleanType, textType } from '../type/sql-type.ts'
import { unify } from './coerce.ts'
import { type Definition, scalars } from './define.ts'
import { literal } from './literal.ts'
import { anyNullable, argument, aText, aValue, type Parameter } from './parameter.ts'
import { constantText, isWellFormedPattern } from './pattern.ts'
import type { Misapplied, ScalarFunction } from './signature.ts'

/** The names in this table. */
export type ComparisonName =
  | 'equal'
  | 'not-equal'
  | 'less'
  | 'less-or-equal'
  | 'greater'
  | 'greater-or-equal'
  | 'is-distinct-from'
  | 'is-not-distinct-from'
  | 'like'
  | 'not-like'
  | 'ilike'
  | 'not-ilike'

const aPattern: Parameter = {
  expected: 'a pattern written out, as a text or texts joined by ||; `contains` takes any text',
  take: (e) => {
    const text = aText.take(e)
    return text !== undefined && constantText(text) !== undefined ? text : undefined
  },
}

const anEscape: Parameter = {
  expected: 'one ASCII character, or an empty text for none',
  take: (e) => {
    const text = aText.take(e)
    return text?.kind === 'literal' && typeof text.value === 'string' && /^[\0-\x7f]?$/.test(text.value)
      ? text
      : undefined
  },
}

/** Comparisons and patterns. Texts compare by code point, NaN equals NaN and is the greatest number, -0 equals 0. */
export const comparisonFunctions: Readonly<Record<ComparisonName, ScalarFunction>> = scalars({
  equal: comparison('value = value', 'Whether both are the same; NULL if either is NULL.'),
  'not-equal': comparison('value <> value', 'Whether they differ; NULL if either is NULL.'),
  less: comparison('value < value', 'Whether the first comes before the second.'),
  'less-or-equal': comparison('value <= value', 'Whether the first does not come after the second.'),
  greater: comparison('value > value', 'Whether the first comes after the second.'),
  'greater-or-equal': comparison('value >= value', 'Whether the first does not come before the second.'),
  'is-distinct-from': distinction(
    'value IS DISTINCT FROM value',
    'Whether they differ, NULL being a value like others.',
  ),
  'is-not-distinct-from': distinction(
    'value IS NOT DISTINCT FROM value',
    'Whether they are the same, NULL being a value like others.',
  ),
  like: pattern(
    'text LIKE pattern [ESCAPE character]',
    'Whether the whole text matches; % is any text, _ any character.',
  ),
  'not-like': pattern('text NOT LIKE pattern [ESCAPE character]', 'Whether the text does not match.'),
  ilike: pattern('text ILIKE pattern [ESCAPE character]', 'LIKE of both in lower case.'),
  'not-ilike': pattern('text NOT ILIKE pattern [ESCAPE character]', 'NOT LIKE of both in lower case.'),
})

function comparison(usage: string, summary: string): Definition {
  return {
    usage,
    summary,
    compares: true,
    takes: [aValue, aValue],
    prepares: toCommonType,
    gives: (args) => ({ type: booleanType, nullable: anyNullable(args) }),
  }
}

function distinction(usage: string, summary: string): Definition {
  return { ...comparison(usage, summary), gives: () => ({ type: booleanType, nullable: false }) }
}

/** The arguments in their common type. */
export function toCommonType(args: readonly Expression[]): readonly Expression[] | Misapplied {
  const unified = unify(args)
  return 'expected' in unified ? unified : unified.expressions
}

function pattern(usage: string, summary: string): Definition {
  return {
    usage,
    summary,
    compares: true,
    takes: [aText, aPattern, anEscape],
    needed: 2,
    prepares: (args) => {
      const written = argument(args, 1)
      const escaping = args[2] ?? literal('\\', textType, written.at)
      const text = constantText(written)
      const character = constantText(escaping)
      if (typeof text === 'string' && typeof character === 'string' && !isWellFormedPattern(text, character)) {
        return { expected: 'a pattern that does not end in its escape character', argument: 1 }
      }
      return [argument(args, 0), written, escaping]
    },
    gives: (args) => ({ type: booleanType, nullable: anyNullable(args) }),
  }
}
