import { type SqlType, typeName } from '../type/sql-type.ts'
import { aggregateFunctions } from './aggregate.ts'
import { arithmeticFunctions } from './arithmetic.ts'
import { booleanFunctions } from './boolean.ts'
import { castable } from './cast.ts'
import { comparisonFunctions } from './comparison.ts'
import { conditionalFunctions } from './conditional.ts'
import { dateFunctions } from './date.ts'
import { dateUnits, partUnits } from './date-unit.ts'
import { forms } from './form.ts'
import { numberFunctions } from './number.ts'
import { refusedFunctions } from './refused.ts'
import { textFunctions } from './text.ts'
import { windowFunctions } from './window.ts'

type Listed = {
  readonly spellings: readonly string[]
  readonly usage: string
  readonly summary: string
  readonly compares?: boolean
}

const sections: readonly { readonly title: string; readonly functions: readonly Listed[] }[] = [
  { title: 'Conditions', functions: Object.values(booleanFunctions) },
  { title: 'Comparisons and patterns', functions: Object.values(comparisonFunctions) },
  { title: 'Arithmetic', functions: [...Object.values(arithmeticFunctions), ...Object.values(numberFunctions)] },
  { title: 'Choices', functions: Object.values(conditionalFunctions) },
  { title: 'Text', functions: Object.values(textFunctions) },
  { title: 'Dates and timestamps', functions: Object.values(dateFunctions) },
  { title: 'Aggregates', functions: Object.values(aggregateFunctions) },
  { title: 'Window functions', functions: Object.values(windowFunctions) },
]

const castTypes: readonly SqlType[] = [
  { kind: 'boolean' },
  { kind: 'integer' },
  { kind: 'decimal', precision: 18, scale: 2 },
  { kind: 'double' },
  { kind: 'text' },
  { kind: 'date' },
  { kind: 'timestamp' },
]

/** The reference page of the functions, in Markdown. */
export function renderFunctionReference(): string {
  return [
    '# Functions',
    '',
    'This list is closed: what is not on it is refused. The meaning is PostgreSQL’s unless it is said otherwise, and every',
    'function is total: no value in a row can make a question fail. Where PostgreSQL would raise an error, the value is NULL.',
    'A function marked ≟ compares its arguments with each other, which an owner’s comparison controls look at.',
    '',
    ...sections.flatMap(({ title, functions }) => [`## ${title}`, '', ...table(functions), '']),
    '## Other ways to write them',
    '',
    'Redshift, Spark and others call some functions by other names, or with their arguments in another order.',
    '',
    '| written | names |',
    '|---|---|',
    ...forms.map(({ usage, spellings }) => `| ${code(usage)} | ${spellings.map(code).join(', ')} |`),
    '',
    '## Units',
    '',
    `Of dates: ${[...new Set(Object.values(dateUnits))].map(code).join(', ')}.`,
    `\`EXTRACT\` and \`date_part\` also know ${Object.keys(partUnits)
      .filter((unit) => !Object.hasOwn(dateUnits, unit))
      .map(code)
      .join(', ')}.`,
    '',
    '## Casts',
    '',
    'A value that does not fit is NULL: `CAST` and `TRY_CAST` are the same.',
    '',
    `| from | ${castTypes.map(shortName).join(' | ')} |`,
    `|---|${castTypes.map(() => '---|').join('')}`,
    ...castTypes.map(
      (from) => `| ${shortName(from)} | ${castTypes.map((to) => (castable(from, to) ? '✓' : '')).join(' | ')} |`,
    ),
    '',
    '## Not here, and why',
    '',
    ...refusals(),
    '',
  ].join('\n')
}

function table(functions: readonly Listed[]): readonly string[] {
  return [
    '| written | names | meaning |',
    '|---|---|---|',
    ...functions.map(
      ({ usage, spellings, summary, compares = false }) =>
        `| ${code(usage)}${compares ? ' ≟' : ''} | ${spellings.map(code).join(', ')} | ${cell(summary)} |`,
    ),
  ]
}

/** One line for each reason, with the functions it refuses. */
function refusals(): readonly string[] {
  const byReason = Map.groupBy(Object.entries(refusedFunctions), ([, reason]) => reason)
  return [...byReason].map(([reason, entries]) => `* ${entries.map(([name]) => code(name)).join(', ')}: ${reason}.`)
}

function shortName(type: SqlType): string {
  return typeName(type).replace(/\(.*/, '')
}

function code(text: string): string {
  return `\`${cell(text)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
