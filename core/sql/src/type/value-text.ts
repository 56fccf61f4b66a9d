import { dateOf, dayOf } from './calendar.ts'
import type { IntervalValue, SqlType, Value } from './sql-type.ts'

// The texts that stand for values: what may be written in quotes, and what is shown.

const smallestInteger = -(2n ** 63n)
const largestInteger = 2n ** 63n - 1n
const microsPerSecond = 1_000_000n
const microsPerDay = 86_400n * microsPerSecond

/** The value that a text stands for as a value of a type; undefined where it stands for none. */
export function readValue(text: string, type: SqlType): Value | undefined {
  const trimmed = trimAscii(text)
  switch (type.kind) {
    case 'boolean':
      if (/^(true|t|yes|y|1)$/i.test(trimmed)) return true
      return /^(false|f|no|n|0)$/i.test(trimmed) ? false : undefined
    case 'integer': {
      if (!/^[+-]?\d{1,1000}$/.test(trimmed)) return undefined
      const value = BigInt(trimmed.replace(/^\+/, ''))
      return value < smallestInteger || value > largestInteger ? undefined : value
    }
    case 'decimal':
      return readDecimal(trimmed, type.precision, type.scale)
    case 'double':
      return readDouble(trimmed)
    case 'text':
      return text
    case 'date': {
      const day = readDay(trimmed)
      return day === undefined ? undefined : BigInt(day)
    }
    case 'timestamp':
      return readTimestamp(trimmed)
    case 'interval':
    case 'null':
      return undefined
  }
}

/** Without ASCII white space at its ends; no expression, as those take quadratic time on long blanks. */
function trimAscii(text: string): string {
  const isBlank = (i: number): boolean => ' \t\n\v\f\r'.includes(text.charAt(i))
  let start = 0
  let end = text.length
  while (start < end && isBlank(start)) start++
  while (end > start && isBlank(end - 1)) end--
  return text.slice(start, end)
}

function readDecimal(text: string, precision: number, scale: number): bigint | undefined {
  const parts = /^([+-]?)(\d{0,1000})(?:\.(\d{0,1000}))?$/.exec(text)
  if (parts === null) return undefined
  const [, sign, whole = '', fraction = ''] = parts
  if (whole === '' && fraction === '') return undefined
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
  // Half away from zero: the first digit cut off decides.
  const magnitude = (fraction[scale] ?? '0') >= '5' ? kept + 1n : kept
  if (magnitude >= 10n ** BigInt(precision)) return undefined
  return sign === '-' ? -magnitude : magnitude
}

function readDouble(text: string): number | undefined {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const value = Number(text)
    return Number.isFinite(value) ? value : undefined
  }
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  if (!/^[+-]?(inf|infinity)$/i.test(text)) return undefined
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function readDay(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return undefined
  return dayOf({ year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) })
}

function readTimestamp(text: string): bigint | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?Z?)?$/.exec(text)
  if (parts === null) return undefined
  const [, date = '', hour = '0', minute = '0', second = '0', fraction = ''] = parts
  const day = readDay(date)
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const seconds = BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second))
  return BigInt(day) * microsPerDay + seconds * microsPerSecond + BigInt(fraction.padEnd(6, '0'))
}

/** The text that shows a value of a type; for all but NULL and text, `readValue` gives the value back. */
export function writeValue(value: Value | IntervalValue, type: SqlType): string {
  if (value === null) return 'NULL'
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false'
    case 'string':
      return value
    case 'number':
      return writeDouble(value)
    case 'bigint':
      if (type.kind === 'date') return writeDay(Number(value))
      if (type.kind === 'timestamp') return writeTimestamp(value)
      return type.kind === 'decimal' ? writeDecimal(value, type.scale) : value.toString()
    case 'object':
      return writeInterval(value)
  }
}

function writeDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity'
  return Object.is(value, -0) ? '-0' : String(value)
}

function writeDecimal(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function writeDay(days: number): string {
  const { year, month, day } = dateOf(days)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

function writeTimestamp(micros: bigint): string {
  const inDay = ((micros % microsPerDay) + microsPerDay) % microsPerDay
  const seconds = Number(inDay / microsPerSecond)
  const fraction = Number(inDay % microsPerSecond)
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => pad(n, 2)).join(':')
  const date = writeDay(Number((micros - inDay) / microsPerDay))
  return `${date} ${time}${fraction === 0 ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`}`
}

function writeInterval({ months, days, micros }: IntervalValue): string {
  const parts = [
    ...(months === 0 ? [] : [`${months} months`]),
    ...(days === 0 ? [] : [`${days} days`]),
    ...(micros === 0n ? [] : [`${micros} microseconds`]),
  ]
  return parts.length === 0 ? '0 days' : parts.join(' ')
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, '0')
}
