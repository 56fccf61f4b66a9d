import { booleanType, integerType, type SqlType, textType } from '../type/sql-type.ts'
import { type Definition, scalars } from './define.ts'
import type { FunctionName } from './function-name.ts'
import { anInteger, anyNullable, aPrintable, aText, type Parameter } from './parameter.ts'
import type { ScalarFunction } from './signature.ts'

/** The names in this table. */
export type TextName = Extract<
  FunctionName,
  | 'concatenate'
  | 'concat'
  | 'lower'
  | 'upper'
  | 'trim'
  | 'trim-left'
  | 'trim-right'
  | 'substring'
  | 'length'
  | 'replace'
  | 'left'
  | 'right'
  | 'position'
  | 'starts-with'
  | 'ends-with'
  | 'contains'
  | 'split-part'
  | 'repeat'
  | 'reverse'
  | 'left-pad'
  | 'right-pad'
>

/** The longest text that REPEAT and the pads make, in characters; longer ones are NULL. */
export const longestMadeText = 10_000

/** How long a text can be at all: what an engine holds. */
const longestText = 2 ** 32

const spaces = 'spaces, or all of the given characters,'

/** Functions of text. A character is a Unicode code point. */
export const textFunctions: Readonly<Record<TextName, ScalarFunction>> = scalars({
  concatenate: {
    usage: 'text || text',
    summary: 'The texts one after the other; NULL if any is NULL.',
    takes: [aPrintable, aPrintable],
    repeats: true,
    gives: (args) => ({ type: textType, nullable: anyNullable(args) }),
  },
  concat: {
    spellings: ['concat'],
    usage: 'concat(text, text …)',
    summary: 'The texts one after the other, NULLs left out.',
    takes: [aPrintable],
    repeats: true,
    gives: () => ({ type: textType, nullable: false }),
  },
  lower: toText(['lower', 'lcase'], 'lower(text)', 'In lower case, character by character.', [aText]),
  upper: toText(['upper', 'ucase'], 'upper(text)', 'In upper case, character by character.', [aText]),
  trim: trim(['trim', 'btrim'], 'trim(text [, characters])', `Without ${spaces} at both ends.`),
  'trim-left': trim(['ltrim'], 'ltrim(text [, characters])', `Without ${spaces} at the start.`),
  'trim-right': trim(['rtrim'], 'rtrim(text [, characters])', `Without ${spaces} at the end.`),
  substring: {
    ...toText(
      ['substring', 'substr'],
      'substring(text, start [, length])',
      'The characters from `start` on, counted from 1; NULL for a negative length.',
      [aText, anInteger, anInteger],
    ),
    needed: 2,
    gives: (args) => ({ type: textType, nullable: anyNullable(args) || mayBeNegative(args[2]) }),
  },
  length: {
    spellings: ['length', 'len', 'char_length', 'character_length'],
    usage: 'length(text)',
    summary: 'How many characters the text has.',
    takes: [aText],
    gives: (args) => ({ type: integerType, nullable: anyNullable(args), range: { low: 0, high: longestText } }),
  },
  replace: {
    ...toText(
      ['replace'],
      'replace(text, part, replacement)',
      'Every occurrence of the part replaced; an empty part occurs nowhere.',
      [aText, aText, aText],
    ),
    compares: true,
  },
  left: toText(['left'], 'left(text, count)', 'The first characters; all but the last ones for a negative count.', [
    aText,
    anInteger,
  ]),
  right: toText(['right'], 'right(text, count)', 'The last characters; all but the first ones for a negative count.', [
    aText,
    anInteger,
  ]),
  position: {
    spellings: ['strpos', 'instr'],
    usage: 'strpos(text, part)',
    summary: 'Where the part first occurs, counted from 1; 0 where it does not.',
    compares: true,
    takes: [aText, aText],
    gives: (args) => ({ type: integerType, nullable: anyNullable(args), range: { low: 0, high: longestText } }),
  },
  'starts-with': test(
    ['starts_with', 'startswith'],
    'starts_with(text, part)',
    'Whether the text begins with the part.',
  ),
  'ends-with': test(['ends_with', 'endswith'], 'ends_with(text, part)', 'Whether the text ends with the part.'),
  contains: test(['contains'], 'contains(text, part)', 'Whether the part occurs in the text.'),
  'split-part': {
    ...toText(
      ['split_part'],
      'split_part(text, delimiter, n)',
      'The n-th field, from the end if negative; empty where there is none, NULL for 0.',
      [aText, aText, anInteger],
    ),
    compares: true,
    gives: (args) => ({ type: textType, nullable: anyNullable(args) || mayBeZero(args[2]) }),
  },
  repeat: made(['repeat'], 'repeat(text, count)', 'The text so many times over.', [aText, anInteger], 2),
  reverse: toText(['reverse'], 'reverse(text)', 'The characters in reverse order.', [aText]),
  'left-pad': made(
    ['lpad'],
    'lpad(text, length [, fill])',
    'Filled up at the start, or cut, to the length.',
    [aText, anInteger, aText],
    2,
  ),
  'right-pad': made(
    ['rpad'],
    'rpad(text, length [, fill])',
    'Filled up at the end, or cut, to the length.',
    [aText, anInteger, aText],
    2,
  ),
})

function toText(spellings: readonly string[], usage: string, summary: string, takes: readonly Parameter[]): Definition {
  return { spellings, usage, summary, takes, gives: (args) => ({ type: textType, nullable: anyNullable(args) }) }
}

/** A function whose result may be too long to be made. */
function made(
  spellings: readonly string[],
  usage: string,
  summary: string,
  takes: readonly Parameter[],
  needed: number,
): Definition {
  const limit = `NULL beyond ${longestMadeText} characters.`
  return {
    ...toText(spellings, usage, `${summary} ${limit}`, takes),
    needed,
    gives: () => ({ type: textType, nullable: true }),
  }
}

function trim(spellings: readonly string[], usage: string, summary: string): Definition {
  return { ...toText(spellings, usage, summary, [aText, aText]), needed: 1, compares: true }
}

function test(spellings: readonly string[], usage: string, summary: string): Definition {
  return {
    spellings,
    usage,
    summary,
    compares: true,
    takes: [aText, aText],
    gives: (args) => ({ type: booleanType, nullable: anyNullable(args) }),
  }
}

type Bounded = { readonly type: SqlType; readonly range?: { readonly low: number; readonly high: number } }

function mayBeNegative(count: Bounded | undefined): boolean {
  return count !== undefined && (count.range === undefined || count.range.low < 0)
}

function mayBeZero(count: Bounded | undefined): boolean {
  return count?.range === undefined || (count.range.low <= 0 && count.range.high >= 0)
}
