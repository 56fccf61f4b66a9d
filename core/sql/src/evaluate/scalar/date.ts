import type { DateName } from '../../function/date.ts'
import { type PartUnit, partUnits } from '../../function/date-unit.ts'
import { readTimeFormat, type TimeField } from '../../function/time-format.ts'
import { dateOf, dayOf, daysInMonth } from '../../type/calendar.ts'
import { castValue, floorDivide, microsPerDay } from '../../type/cast-value.ts'
import { nearest } from '../../type/outward.ts'
import { firstDay, lastDay, type SqlType, type Value } from '../../type/sql-type.ts'
import { type Implementation, strict, text, typeAt, whole } from './implementation.ts'

/** Functions of dates and timestamps. Inside, every moment is in microseconds since 1970. */
export const dates: Readonly<Record<DateName, Implementation>> = {
  'date-part': strict((args, types) => partOf(unitOf(args, 0), micros(args, types, 1))),
  'date-trunc': strict((args, types, result) => fromMicros(truncated(unitOf(args, 0), micros(args, types, 1)), result)),
  'date-add': strict((args, types, result) =>
    fromMicros(later(micros(args, types, 0), whole(args, 1), unitOf(args, 2)), result),
  ),
  'date-difference': strict((args, types) => {
    const unit = unitOf(args, 0)
    return unitsSince(unit, micros(args, types, 2)) - unitsSince(unit, micros(args, types, 1))
  }),
  'last-day': strict((args, types) => {
    const { year, month } = dateOf(Number(dayAt(micros(args, types, 0))))
    return dayValue(year, month, daysInMonth(year, month))
  }),
  'make-date': strict((args) => {
    const [year, month, day] = [0, 1, 2].map((i) => whole(args, i))
    const isSmall = [year, month, day].every((n) => n !== undefined && n > 0n && n < 10_000n)
    return isSmall ? dayValue(Number(year), Number(month), Number(day)) : null
  }),
  'to-date': strict((args, types, result) => read(args, types, result)),
  'to-timestamp': strict((args, types, result) => read(args, types, result)),
}

/** How long the units of fixed length are; weeks are counted apart, for they begin on Monday. */
const lengths: Partial<Readonly<Record<PartUnit, bigint>>> = {
  day: microsPerDay,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1_000n,
  microsecond: 1n,
}

/** 1970-01-01 was a Thursday: three days after the Monday that week 0 begins with. */
const daysAfterMonday = 3n

function unitOf(args: readonly Value[], index: number): PartUnit {
  const unit = partUnits[text(args, index)]
  if (unit === undefined) throw new Error('a unit that does not exist')
  return unit
}

function micros(args: readonly Value[], types: readonly SqlType[], index: number): bigint {
  return typeAt(types, index).kind === 'date' ? whole(args, index) * microsPerDay : whole(args, index)
}

function dayAt(moment: bigint): bigint {
  return floorDivide(moment, microsPerDay)
}

/** The moment as a value of the type, or NULL outside the years 1 to 9999. */
function fromMicros(moment: bigint | null, type: SqlType): Value {
  if (moment === null || moment < firstDay * microsPerDay || moment >= (lastDay + 1n) * microsPerDay) return null
  return type.kind === 'date' ? dayAt(moment) : moment
}

function dayValue(year: number, month: number, day: number): bigint | null {
  const value = dayOf({ year, month, day })
  return value === undefined ? null : BigInt(value)
}

function partOf(unit: PartUnit, moment: bigint): Value {
  const day = dayAt(moment)
  const inDay = moment - day * microsPerDay
  const { year, month, day: dayOfMonth } = dateOf(Number(day))
  switch (unit) {
    case 'year':
      return BigInt(year)
    case 'quarter':
      return BigInt(Math.ceil(month / 3))
    case 'month':
      return BigInt(month)
    case 'day':
      return BigInt(dayOfMonth)
    case 'week':
    case 'isoyear': {
      const { isoYear, week } = isoWeek(day)
      return unit === 'week' ? week : isoYear
    }
    case 'dow':
      return isoDay(day) % 7n
    case 'isodow':
      return isoDay(day)
    case 'doy':
      return day - (dayValue(year, 1, 1) ?? 0n) + 1n
    case 'hour':
      return inDay / 3_600_000_000n
    case 'minute':
      return (inDay / 60_000_000n) % 60n
    case 'second':
      return (inDay / 1_000_000n) % 60n
    case 'millisecond':
      return (inDay % 60_000_000n) / 1_000n
    case 'microsecond':
      return inDay % 60_000_000n
    case 'epoch':
      return nearest(moment, 1_000_000n)
  }
}

/** Monday is 1, Sunday 7. */
function isoDay(day: bigint): bigint {
  const sinceMonday = day + daysAfterMonday
  return sinceMonday - floorDivide(sinceMonday, 7n) * 7n + 1n
}

/** A week belongs to the year that its Thursday lies in. */
function isoWeek(day: bigint): { readonly isoYear: bigint; readonly week: bigint } {
  const thursday = day - isoDay(day) + 4n
  const { year } = dateOf(Number(thursday))
  return { isoYear: BigInt(year), week: (thursday - (dayValue(year, 1, 1) ?? 0n)) / 7n + 1n }
}

function truncated(unit: PartUnit, moment: bigint): bigint {
  const day = dayAt(moment)
  const { year, month } = dateOf(Number(day))
  const firstOf = (m: number): bigint => (dayValue(year, m, 1) ?? 0n) * microsPerDay
  if (unit === 'year') return firstOf(1)
  if (unit === 'quarter') return firstOf(month - ((month - 1) % 3))
  if (unit === 'month') return firstOf(month)
  if (unit === 'week') return (day - isoDay(day) + 1n) * microsPerDay
  const length = lengths[unit] ?? 1n
  return floorDivide(moment, length) * length
}

const monthsIn: Partial<Readonly<Record<PartUnit, bigint>>> = { year: 12n, quarter: 3n, month: 1n }

function later(moment: bigint, amount: bigint, unit: PartUnit): bigint | null {
  const months = monthsIn[unit]
  if (months !== undefined) return monthsLater(moment, amount * months)
  return moment + amount * (unit === 'week' ? 7n * microsPerDay : (lengths[unit] ?? 1n))
}

/** The same day so many months later, or the last day of a month that is too short. */
function monthsLater(moment: bigint, months: bigint): bigint | null {
  const day = dayAt(moment)
  const from = dateOf(Number(day))
  const month = BigInt(from.year * 12 + from.month - 1) + months
  if (month < 12n || month >= 120_000n) return null
  const [year, inYear] = [Number(month / 12n), Number(month % 12n) + 1]
  const to = dayValue(year, inYear, Math.min(from.day, daysInMonth(year, inYear)))
  return to === null ? null : to * microsPerDay + (moment - day * microsPerDay)
}

/** How many units have begun since the first, so that the difference of two counts the boundaries between them. */
function unitsSince(unit: PartUnit, moment: bigint): bigint {
  const day = dayAt(moment)
  const { year, month } = dateOf(Number(day))
  if (unit === 'year') return BigInt(year)
  if (unit === 'quarter') return BigInt(year * 4 + Math.floor((month - 1) / 3))
  if (unit === 'month') return BigInt(year * 12 + month)
  if (unit === 'week') return floorDivide(day + daysAfterMonday, 7n)
  return floorDivide(moment, lengths[unit] ?? 1n)
}

/** The cast, or the text read exactly as the format says. */
function read(args: readonly Value[], types: readonly SqlType[], result: SqlType): Value {
  if (args.length === 1) return castValue(args[0] ?? null, typeAt(types, 0), result)
  const format = readTimeFormat(text(args, 1), result.kind === 'date' ? 'date' : 'timestamp')
  if (format === undefined) throw new Error('a format that does not exist')
  const fields = new Map<TimeField, number>()
  let rest = text(args, 0)
  for (const piece of format.pieces) {
    const width = piece.kind === 'field' ? piece.width : piece.text.length
    const part = rest.slice(0, width)
    if (piece.kind === 'separator' && part !== piece.text) return null
    if (piece.kind === 'field' && (part.length < width || !/^[0-9]+$/.test(part))) return null
    if (piece.kind === 'field') fields.set(piece.field, Number(part))
    rest = rest.slice(width)
  }
  return rest === '' ? momentOf(fields, result) : null
}

function momentOf(fields: ReadonlyMap<TimeField, number>, result: SqlType): Value {
  const field = (name: TimeField): number => fields.get(name) ?? 0
  const day = dayValue(field('YYYY'), field('MM'), field('DD'))
  if (day === null || field('HH24') > 23 || field('MI') > 59 || field('SS') > 59) return null
  if (result.kind === 'date') return day
  const seconds = BigInt(field('HH24') * 3600 + field('MI') * 60 + field('SS'))
  return day * microsPerDay + seconds * 1_000_000n + BigInt(field('MS') * 1000 + field('US'))
}
