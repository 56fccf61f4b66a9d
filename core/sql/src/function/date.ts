import type { Expression } from '../relation/relation.ts'
import {
  dateType,
  doubleType,
  firstDay,
  integerType,
  lastDay,
  type Range,
  type SqlType,
  textType,
  timestampType,
} from '../type/sql-type.ts'
import { coerce } from './coerce.ts'
import { dateUnits, isBelowDay, partUnits } from './date-unit.ts'
import { scalars } from './define.ts'
import type { FunctionName } from './function-name.ts'
import { literal } from './literal.ts'
import { aDay, anInteger, anyNullable, argument, aText, aWord, type Outcome, type Parameter } from './parameter.ts'
import type { Misapplied, ScalarFunction } from './signature.ts'
import { readTimeFormat } from './time-format.ts'

/** The names in this table. */
export type DateName = Extract<
  FunctionName,
  'date-part' | 'date-trunc' | 'date-add' | 'date-difference' | 'last-day' | 'make-date' | 'to-date' | 'to-timestamp'
>

const aUnit: Parameter = aWord(dateUnits)
const aPart: Parameter = aWord(partUnits)

/** What to-date and to-timestamp read. */
const aReadable: Parameter = {
  expected: 'a text, a date or a timestamp',
  take: (e) => (e.type.kind === 'date' || e.type.kind === 'timestamp' ? e : aText.take(e)),
}

const secondsFirst = Number(firstDay) * 86_400
const secondsEnd = (Number(lastDay) + 1) * 86_400

/** What each part of a date can be. */
const partRanges: Readonly<Record<string, Range>> = {
  year: { low: 1, high: 9999 },
  isoyear: { low: 1, high: 9999 },
  quarter: { low: 1, high: 4 },
  month: { low: 1, high: 12 },
  week: { low: 1, high: 53 },
  day: { low: 1, high: 31 },
  dow: { low: 0, high: 6 },
  isodow: { low: 1, high: 7 },
  doy: { low: 1, high: 366 },
  hour: { low: 0, high: 23 },
  minute: { low: 0, high: 59 },
  second: { low: 0, high: 59 },
  millisecond: { low: 0, high: 59_999 },
  microsecond: { low: 0, high: 59_999_999 },
  epoch: { low: secondsFirst, high: secondsEnd },
}

/** At most how many units lie between the first and the last moment, from above. */
const spans: Readonly<Record<string, number>> = {
  year: 9_998,
  quarter: 39_995,
  month: 119_987,
  week: 521_723,
  day: Number(lastDay - firstDay),
  hour: (secondsEnd - secondsFirst) / 3600,
  minute: (secondsEnd - secondsFirst) / 60,
  second: secondsEnd - secondsFirst,
  millisecond: (secondsEnd - secondsFirst) * 1e3,
  microsecond: (secondsEnd - secondsFirst) * 1e6,
}

/** Functions of dates and timestamps; a result outside the years 1 to 9999 is NULL. */
export const dateFunctions: Readonly<Record<DateName, ScalarFunction>> = scalars({
  'date-part': {
    spellings: ['date_part'],
    usage: "date_part('unit', date) or EXTRACT(unit FROM date)",
    summary: 'One part of the date, a whole number; `epoch` gives the seconds since 1970 as a double.',
    takes: [aPart, aDay],
    gives: (args) => {
      const unit = wordOf(args[0])
      const range = partRanges[unit]
      return {
        type: unit === 'epoch' ? doubleType : integerType,
        nullable: anyNullable(args),
        ...(range === undefined ? {} : { range }),
      }
    },
  },
  'date-trunc': {
    spellings: ['date_trunc'],
    usage: "date_trunc('unit', date)",
    summary: 'The first moment of the unit that holds the date; weeks begin on Monday. The type stays.',
    takes: [aUnit, aDay],
    gives: (args) => ({ type: argument(args, 1).type, nullable: anyNullable(args) }),
  },
  'date-add': {
    usage: 'date + INTERVAL, date + days or dateadd(unit, amount, date)',
    summary: 'The date so many units later; months end on their last day. Units below a day make it a timestamp.',
    takes: [aDay, anInteger, aUnit],
    gives: (args) => {
      const { type } = argument(args, 0)
      return { type: isBelowDay(wordOf(args[2])) ? timestampType : type, nullable: true }
    },
  },
  'date-difference': {
    usage: 'datediff(unit, from, to) or date - date',
    summary: 'How many boundaries of the unit lie between the two; weeks begin on Monday.',
    takes: [aUnit, aDay, aDay],
    prepares: sameDayType,
    gives: (args) => {
      const span = spans[wordOf(args[0])]
      return {
        type: integerType,
        nullable: anyNullable(args),
        ...(span === undefined ? {} : { range: { low: -span, high: span } }),
      }
    },
  },
  'last-day': {
    spellings: ['last_day'],
    usage: 'last_day(date)',
    summary: 'The last day of the month.',
    takes: [aDay],
    gives: (args) => ({ type: dateType, nullable: anyNullable(args) }),
  },
  'make-date': {
    spellings: ['make_date'],
    usage: 'make_date(year, month, day)',
    summary: 'The date; NULL where there is no such day.',
    takes: [anInteger, anInteger, anInteger],
    gives: () => ({ type: dateType, nullable: true }),
  },
  'to-date': {
    spellings: ['to_date'],
    usage: "to_date(text [, 'YYYY-MM-DD'])",
    summary: 'The date that the text stands for, written exactly in the format; NULL where it is not.',
    takes: [aReadable, aText],
    needed: 1,
    prepares: (args) => withFormat(args, 'date'),
    gives: (args) => readAs(args, dateType),
  },
  'to-timestamp': {
    spellings: ['to_timestamp'],
    usage: "to_timestamp(text [, 'YYYY-MM-DD HH24:MI:SS'])",
    summary: 'The timestamp that the text stands for, written exactly in the format; NULL where it is not.',
    takes: [aReadable, aText],
    needed: 1,
    prepares: (args) => withFormat(args, 'timestamp'),
    gives: (args) => readAs(args, timestampType),
  },
})

function wordOf(e: Expression | undefined): string {
  return e?.kind === 'literal' && typeof e.value === 'string' ? e.value : ''
}

function readAs(args: readonly Expression[], type: SqlType): Outcome {
  const value = argument(args, 0)
  return { type, nullable: value.nullable || value.type.kind === 'text' }
}

/** The two days as timestamps if either is one. */
function sameDayType(args: readonly Expression[]): readonly Expression[] {
  const [unit, ...days] = args
  const type = days.some((e) => e.type.kind === 'timestamp') ? timestampType : dateType
  return unit === undefined ? args : [unit, ...days.map((e) => coerce(e, type) ?? e)]
}

/** The format in its canonical spelling, where one is given. */
function withFormat(args: readonly Expression[], kind: 'date' | 'timestamp'): readonly Expression[] | Misapplied {
  const [value, format] = args
  if (value === undefined || format === undefined) return args
  if (value.type.kind !== 'text') return { expected: 'a text where a format is given', argument: 0 }
  const read =
    format.kind === 'literal' && typeof format.value === 'string' ? readTimeFormat(format.value, kind) : undefined
  if (read === undefined) {
    const parts = kind === 'date' ? 'YYYY, MM and DD' : 'YYYY, MM and DD, and HH24, MI, SS, MS or US'
    return { expected: `a format written out, of ${parts}, each once, between - / . , : ; _ T or spaces`, argument: 1 }
  }
  return [value, literal(read.canonical, textType, format.at, format.kind === 'literal' ? format.parameter : undefined)]
}
