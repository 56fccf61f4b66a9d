import { boundsOf } from '../../function/range.ts'
import { readTimeFormat } from '../../function/time-format.ts'
import type { CallExpression } from '../../relation/relation.ts'
import { type Argument, argumentAt, binary, type Call, type Spelling, ternary, unary } from '../dialect.ts'
import { atom, compare, connect, infix, invoke, only, operand, type Sql } from '../sql.ts'
import { cast } from './cast.ts'
import { dateAdd } from './date-add.ts'
import { castAs, textLiteral, tryCastAs } from './literal.ts'
import { opaque } from './opaque.ts'
import { share } from './share.ts'

type Name =
  | 'date-part'
  | 'date-trunc'
  | 'date-add'
  | 'date-difference'
  | 'last-day'
  | 'make-date'
  | 'to-date'
  | 'to-timestamp'

/** Functions of dates and timestamps, which lie in the years 1 to 9999. */
export const dates: Readonly<Record<Name, Spelling>> = {
  'date-part': binary((unit, value) => invoke('date_part', unit.sql, value.sql)),
  'date-trunc': binary((unit, value, { call }) => {
    const cut = invoke('date_trunc', unit.sql, value.sql)
    // DuckDB makes a timestamp of a date.
    return call.type.kind === 'date' ? castAs(cut, call.type) : opaque(cut)
  }),
  'date-add': dateAdd,
  'date-difference': ternary((unit, from, to) => {
    const { expression } = unit
    // DuckDB counts the weeks of two dates in steps of seven days; we count Mondays.
    if (expression.kind === 'literal' && expression.value === 'week') return weeksBetween(from.sql, to.sql)
    return invoke('date_diff', unit.sql, from.sql, to.sql)
  }),
  'last-day': unary((value) => invoke('last_day', value.sql)),
  'make-date': ternary((year, month, day, { names }) =>
    share(names, [year.bare, month.bare, day.bare], (y, m, d) => {
      const made = invoke('make_date', y, m, d)
      const lastDay = `day(last_day(make_date(${y.text}, ${m.text}, 1)))`
      const exists = isWithin(day, 1, 28) ? made : only(within(d, '1', lastDay), made)
      const checks = [
        ...(isWithin(year, 1, 9999) ? [] : [within(y, '1', '9999')]),
        ...(isWithin(month, 1, 12) ? [] : [within(m, '1', '12')]),
      ]
      return checks.length === 0 ? exists : only(connect(checks, 'and'), exists)
    }),
  ),
  'to-date': read,
  'to-timestamp': read,
}

function isWithin({ expression }: Argument, low: number, high: number): boolean {
  const bounds = boundsOf(expression)
  return bounds.low >= low && bounds.high <= high
}

function within(x: Sql, low: string, high: string): Sql {
  return { text: `${operand(x, 'sum')} BETWEEN ${low} AND ${high}`, binds: 'comparison' }
}

function weeksBetween(from: Sql, to: Sql): Sql {
  const [first, last] = [from, to].map((day) => invoke('date_trunc', "'week'", day))
  return infix(invoke('date_diff', "'day'", first ?? from, last ?? to), '//', atom('7'), 'product')
}

function read({ call, args, names }: Call): Sql {
  const [value, format] = [argumentAt(args, 0), args[1]]
  return format === undefined ? cast(value, call.type, names) : readFormat(value, format, call, names)
}

/** What the digits of each field may be, and where it stands in an ISO text. */
const fields = {
  YYYY: { digits: '[0-9]{4}', place: 1, otherwise: '' },
  MM: { digits: '[0-9]{2}', place: 2, otherwise: '' },
  DD: { digits: '[0-9]{2}', place: 3, otherwise: '' },
  HH24: { digits: '[01][0-9]|2[0-3]', place: 4, otherwise: '00' },
  MI: { digits: '[0-5][0-9]', place: 5, otherwise: '00' },
  SS: { digits: '[0-5][0-9]', place: 6, otherwise: '00' },
  MS: { digits: '[0-9]{3}', place: 7, otherwise: '0' },
  US: { digits: '[0-9]{6}', place: 7, otherwise: '0' },
} as const

/** The text brought to ISO form where it matches the format digit by digit; DuckDB's own reader is more lenient. */
function readFormat(value: Argument, format: Argument, call: CallExpression, names: Call['names']): Sql {
  const { expression } = format
  const kind = call.type.kind === 'date' ? 'date' : 'timestamp'
  const text = expression.kind === 'literal' && typeof expression.value === 'string' ? expression.value : ''
  const pieces = readTimeFormat(text, kind)?.pieces ?? []
  const pattern = pieces.map((piece) =>
    piece.kind === 'field' ? `(${fields[piece.field].digits})` : piece.text.replace('.', '[.]'),
  )
  const written = pieces.flatMap((piece) => (piece.kind === 'field' ? [piece.field] : []))
  const parts = [1, 2, 3, 4, 5, 6, 7].map((place) => {
    const field = written.findIndex((name) => fields[name].place === place)
    return field < 0 ? (place === 7 ? '0' : '00') : `\\${field + 1}`
  })
  const [y, m, d, h, mi, s, fraction] = parts
  const iso = kind === 'date' ? `${y}-${m}-${d}` : `${y}-${m}-${d} ${h}:${mi}:${s}.${fraction}`
  const whole = pattern.join('')
  return share(names, [value.sql], (x) => {
    const rewritten = invoke('regexp_replace', x, textLiteral(`^${whole}$`), textLiteral(iso))
    const moment = tryCastAs(rewritten, call.type)
    const matches = invoke('regexp_full_match', x, textLiteral(whole))
    // There is no year 0.
    const yearField = written.indexOf('YYYY') + 1
    const year = invoke('regexp_extract', x, textLiteral(`^${whole}$`), String(yearField))
    return only(matches, only(compare(year, '<>', atom("'0000'")), moment))
  })
}
