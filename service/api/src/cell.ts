import type { SqlType, Value } from '@glovebox/sql'
import type { Cell } from './answer.ts'

/** A value as it goes over the wire, so that every JSON reader gets the same one back. */
export function cellOf(value: Value, type: SqlType): Cell {
  if (value === null) return null
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value
    case 'number':
      return doubleCell(value)
    case 'bigint':
      return integralCell(value, type)
  }
}

function doubleCell(value: number): Cell {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return value
}

function integralCell(value: bigint, type: SqlType): Cell {
  switch (type.kind) {
    case 'decimal':
      // A decimal without a fraction, as every SUM of integers is, is an integer to whoever reads it.
      return type.scale === 0 ? integerCell(value) : decimalText(value, type.scale)
    case 'date':
      return dateText(value)
    case 'timestamp':
      return timestampText(value)
    case 'integer':
    case 'double':
    case 'boolean':
    case 'text':
    case 'interval':
    case 'null':
      return integerCell(value)
  }
}

function integerCell(value: bigint): Cell {
  return isExact(value) ? Number(value) : value.toString()
}

/** Doubles hold every integer up to here, and no neighbour of it is taken for it. */
function isExact(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  const whole = digits.slice(0, digits.length - scale)
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(digits.length - scale)}`
}

const microsPerDay = 86_400_000_000n

function dateText(days: bigint): string {
  return new Date(Number(days) * 86_400_000).toISOString().slice(0, 10)
}

function timestampText(micros: bigint): string {
  const intoDay = ((micros % microsPerDay) + microsPerDay) % microsPerDay
  const day = dateText((micros - intoDay) / microsPerDay)
  const seconds = intoDay / 1_000_000n
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => part.toString().padStart(2, '0'))
  const fraction = (intoDay % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')
  return `${day}T${clock.join(':')}${fraction === '' ? '' : `.${fraction}`}`
}
