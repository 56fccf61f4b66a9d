import { boundsOf } from '../../function/range.ts'
import { dayOf } from '../../type/calendar.ts'
import { microsPerDay } from '../../type/cast-value.ts'
import { dateType, firstDay, lastDay, type SqlType, timestampType } from '../../type/sql-type.ts'
import { type Argument, type Call, type Spelling, ternary } from '../dialect.ts'
import { atom, compare, infix, invoke, only, operand, type Sql } from '../sql.ts'
import { wholeConstant } from './constant.ts'
import { castAs, integerText, nullOf, typedLiteral } from './literal.ts'
import { share } from './share.ts'

/** What a unit is made of. */
type Length = { readonly of: 'months' | 'days' | 'micros'; readonly count: bigint }

const lengths: Readonly<Record<string, Length>> = {
  year: { of: 'months', count: 12n },
  quarter: { of: 'months', count: 3n },
  month: { of: 'months', count: 1n },
  week: { of: 'days', count: 7n },
  day: { of: 'days', count: 1n },
  hour: { of: 'micros', count: 3_600_000_000n },
  minute: { of: 'micros', count: 60_000_000n },
  second: { of: 'micros', count: 1_000_000n },
  millisecond: { of: 'micros', count: 1_000n },
  microsecond: { of: 'micros', count: 1n },
}

/** How many months, days and microseconds lie between the first and the last moment. */
const spans = { months: 119_987n, days: lastDay - firstDay, micros: (lastDay + 1n - firstDay) * microsPerDay - 1n }

/**
 * A date so many units later. What would leave the years 1 to 9999 is never added: a written amount becomes a bound on
 * the date, an amount from a row is bounded itself, and then its result.
 */
export const dateAdd: Spelling = ternary((value, amount, unit, call) => {
  const length = lengths[String(unit.expression.kind === 'literal' ? unit.expression.value : '')]
  if (length === undefined) throw new Error('a unit that does not exist')
  const isPromoted = length.of === 'micros' && value.expression.type.kind === 'date'
  const moment = isPromoted ? castAs(value.sql, timestampType) : value.sql
  const count = wholeConstant(amount.expression)
  return count === undefined
    ? addUnknown(moment, amount, length, call)
    : addWritten(moment, count * length.count, length, call)
})

/** A number of months, days or microseconds that is known and small, added. */
function added(moment: Sql, count: Sql, { of }: Length, type: SqlType): Sql {
  switch (of) {
    case 'months': {
      const later = infix(moment, '+', invoke('to_months', count), 'sum')
      return type.kind === 'date' ? castAs(later, type) : later
    }
    case 'days':
      return infix(moment, '+', type.kind === 'date' ? count : invoke('to_days', count), 'sum')
    case 'micros':
      return infix(moment, '+', invoke('to_microseconds', count), 'sum')
  }
}

function addWritten(moment: Sql, count: bigint, length: Length, { call, names }: Call): Sql {
  const { type } = call
  if (count === 0n) return moment
  const distance = count < 0n ? -count : count
  if (distance > spans[length.of]) return nullOf(type)
  // A negative number of days is subtracted: `date + -1` reads badly.
  const isBack = count < 0n && length.of === 'days' && type.kind === 'date'
  const written = (x: Sql): Sql =>
    isBack ? infix(x, '-', integerText(distance), 'sum') : added(x, integerText(count), length, type)
  const [operator, bound] = boundOf(count, length, type)
  return share(names, [moment], (x) => only(compare(x, operator, bound), written(x)))
}

/** The comparison that says which moments stay in the calendar. */
function boundOf(count: bigint, { of }: Length, type: SqlType): readonly [string, Sql] {
  if (of === 'months') {
    const first = Number(count > 0n ? 120_000n - count : 12n - count)
    const day = dayOf({ year: Math.floor(first / 12), month: (first % 12) + 1, day: 1 })
    if (day === undefined) throw new Error('a month outside the calendar')
    return [count > 0n ? '<' : '>=', momentLiteral(BigInt(day) * microsPerDay, type)]
  }
  const micros = of === 'days' ? count * microsPerDay : count
  const end = (lastDay + 1n) * microsPerDay
  return count > 0n
    ? ['<', momentLiteral(end - micros, type)]
    : ['>=', momentLiteral(firstDay * microsPerDay - micros, type)]
}

function momentLiteral(micros: bigint, type: SqlType): Sql {
  return typedLiteral({ value: type.kind === 'date' ? micros / microsPerDay : micros, type })
}

function addUnknown(moment: Sql, amount: Argument, length: Length, { call, names }: Call): Sql {
  const { type } = call
  const limit = spans[length.of] / length.count
  const { low, high } = boundsOf(amount.expression)
  const isSmall = low >= -Number(limit) && high <= Number(limit)
  return share(names, [moment, amount.sql], (x, n) => {
    const count = length.count === 1n ? n : infix(n, '*', integerText(length.count), 'product')
    const later = added(x, length.of === 'micros' ? count : castAs(count, 'INTEGER'), length, type)
    const stays = length.of === 'months' ? monthStays(x, count) : momentStays(later, type)
    const inCalendar = only(stays, later)
    if (isSmall) return inCalendar
    return only(between(n, integerText(-limit), integerText(limit)), inCalendar)
  })
}

function monthStays(x: Sql, months: Sql): Sql {
  const month = infix(infix(invoke('year', x), '*', atom('12'), 'product'), '+', invoke('month', x), 'sum')
  return between(infix(month, '+', months, 'sum'), atom('13'), atom('120000'))
}

function momentStays(later: Sql, type: SqlType): Sql {
  if (type.kind === 'date') {
    return between(
      later,
      typedLiteral({ value: firstDay, type: dateType }),
      typedLiteral({ value: lastDay, type: dateType }),
    )
  }
  const ends = [firstDay * microsPerDay, (lastDay + 1n) * microsPerDay - 1n]
  const [first, last] = ends.map((value) => typedLiteral({ value, type: timestampType }))
  return between(later, first ?? later, last ?? later)
}

function between(x: Sql, low: Sql, high: Sql): Sql {
  return { text: `${operand(x, 'sum')} BETWEEN ${low.text} AND ${high.text}`, binds: 'comparison' }
}
