import { nearest } from './outward.ts'
import type { SqlType, Value } from './sql-type.ts'
import { readValue, writeValue } from './value-text.ts'

/** The smallest and the largest integer. */
export const smallestInteger: bigint = -(2n ** 63n)
export const largestInteger: bigint = 2n ** 63n - 1n
export const microsPerDay: bigint = 86_400_000_000n

/** What the cast of a value gives: total, NULL where the value does not fit or the cast does not exist. */
export function castValue(value: Value, from: SqlType, to: SqlType): Value {
  if (value === null) return null
  switch (typeof value) {
    case 'boolean':
      return fromBoolean(value, to)
    case 'number':
      return fromDouble(value, to)
    case 'string':
      return readValue(value, to) ?? null
    case 'bigint':
      return fromExact(value, from, to)
  }
}

function fromBoolean(value: boolean, to: SqlType): Value {
  if (to.kind === 'boolean') return value
  if (to.kind === 'integer') return value ? 1n : 0n
  return to.kind === 'text' ? String(value) : null
}

function fromDouble(value: number, to: SqlType): Value {
  if (to.kind === 'double') return value
  if (to.kind === 'text') return doubleText(value)
  if (!Number.isFinite(value)) return null
  if (to.kind === 'integer') return fitInteger(BigInt(roundHalfToEven(value)))
  if (to.kind !== 'decimal') return null
  const scaled = roundHalfAway(value * Number(`1e${to.scale}`))
  return Math.abs(scaled) < Number(`1e${to.precision}`) ? BigInt(scaled) : null
}

function fromExact(value: bigint, from: SqlType, to: SqlType): Value {
  switch (from.kind) {
    case 'integer':
      return fromScaled(value, 0, from, to)
    case 'decimal':
      return fromScaled(value, from.scale, from, to)
    case 'date':
      if (to.kind === 'date') return value
      if (to.kind === 'timestamp') return value * microsPerDay
      return to.kind === 'text' ? writeValue(value, from) : null
    case 'timestamp':
      if (to.kind === 'timestamp') return value
      if (to.kind === 'date') return floorDivide(value, microsPerDay)
      return to.kind === 'text' ? writeValue(value, from) : null
    case 'boolean':
    case 'double':
    case 'text':
    case 'interval':
    case 'null':
      return null
  }
}

function fromScaled(value: bigint, scale: number, from: SqlType, to: SqlType): Value {
  switch (to.kind) {
    case 'integer':
      return fitInteger(rescale(value, scale, 0))
    case 'decimal':
      return fitDecimal(rescale(value, scale, to.scale), to.precision)
    case 'double':
      return nearest(value, 10n ** BigInt(scale))
    case 'text':
      return writeValue(value, from)
    case 'boolean':
      return from.kind === 'integer' ? value !== 0n : null
    case 'date':
    case 'timestamp':
    case 'interval':
    case 'null':
      return null
  }
}

/** The integer, or NULL outside 64 bits. */
export function fitInteger(value: bigint): bigint | null {
  return value < smallestInteger || value > largestInteger ? null : value
}

/** The unscaled decimal, or NULL where it has more digits than the type. */
export function fitDecimal(unscaled: bigint, precision: number): bigint | null {
  const limit = 10n ** BigInt(precision)
  return unscaled <= -limit || unscaled >= limit ? null : unscaled
}

/** The same decimal with another scale, half away from zero where digits are lost. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  return to >= from ? unscaled * 10n ** BigInt(to - from) : divideHalfAway(unscaled, 10n ** BigInt(from - to))
}

/** The quotient rounded half away from zero; the divisor is positive. */
export function divideHalfAway(value: bigint, divisor: bigint): bigint {
  const magnitude = value < 0n ? -value : value
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n)
  return value < 0n ? -rounded : rounded
}

/** The quotient rounded down; the divisor is positive. */
export function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value % divisor < 0n ? quotient - 1n : quotient
}

/** The nearest whole number, ties to the even one. */
export function roundHalfToEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}

/** The nearest whole number, ties away from zero. */
export function roundHalfAway(x: number): number {
  const magnitude = Math.abs(x)
  const floor = Math.floor(magnitude)
  const rounded = magnitude - floor >= 0.5 ? floor + 1 : floor
  return x < 0 ? -rounded : rounded
}

/** A double as text: its shortest digits, at least one after the point, an exponent beyond 16 digits or below 0.0001. */
export function doubleText(x: number): string {
  if (Number.isNaN(x)) return 'nan'
  if (!Number.isFinite(x)) return x < 0 ? '-inf' : 'inf'
  const [mantissa = '', exponentText = '0'] = Math.abs(x).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(exponentText)
  const sign = x < 0 ? '-' : ''
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}
