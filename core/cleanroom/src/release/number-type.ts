import { multiply, type Rational, rational, toNumber } from '@glovebox/privacy'
import type { SqlType, Value } from '@glovebox/sql'

/**
 * The value of a type next to an exact number, half away from zero; where it lies outside of the type, the type's
 * nearest end. Throws for types that are no numbers, which is a programming error.
 */
export function asType(exact: Rational, type: SqlType): Value {
  switch (type.kind) {
    case 'integer':
      return clamp(rounded(exact), -(2n ** 63n), 2n ** 63n - 1n)
    case 'decimal': {
      const most = 10n ** BigInt(type.precision) - 1n
      return clamp(rounded(multiply(exact, rational(10n ** BigInt(type.scale)))), -most, most)
    }
    case 'double':
      return clampDouble(toNumber(exact))
    case 'boolean':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'interval':
    case 'null':
      throw new Error('a number is published in a column that has none')
  }
}

function rounded({ numerator, denominator }: Rational): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator
  const whole = (2n * magnitude + denominator) / (2n * denominator)
  return numerator < 0n ? -whole : whole
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value
}

function clampDouble(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)
}
