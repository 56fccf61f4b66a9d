/** The types of the middle. Every integer column is a 64-bit integer here; its width lives in its range. */
export type SqlType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'double' }
  | { readonly kind: 'text' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  /** Only as a literal in date arithmetic. */
  | { readonly kind: 'interval' }
  /** The type of a bare NULL; fits everywhere. */
  | { readonly kind: 'null' }

export const booleanType: SqlType = { kind: 'boolean' }
export const integerType: SqlType = { kind: 'integer' }
export const doubleType: SqlType = { kind: 'double' }
export const textType: SqlType = { kind: 'text' }
export const dateType: SqlType = { kind: 'date' }
export const timestampType: SqlType = { kind: 'timestamp' }
export const intervalType: SqlType = { kind: 'interval' }
export const nullType: SqlType = { kind: 'null' }

/** A decimal type; 1 ≤ precision ≤ 38, 0 ≤ scale ≤ precision. */
export function decimalType(precision: number, scale: number): SqlType {
  return { kind: 'decimal', precision, scale }
}

/** The name people read: `BIGINT`, `DECIMAL(18,2)`, `VARCHAR` … */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case 'boolean':
      return 'BOOLEAN'
    case 'integer':
      return 'BIGINT'
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'double':
      return 'DOUBLE'
    case 'text':
      return 'VARCHAR'
    case 'date':
      return 'DATE'
    case 'timestamp':
      return 'TIMESTAMP'
    case 'interval':
      return 'INTERVAL'
    case 'null':
      return 'NULL'
  }
}

/** Whether two types are the same. */
export function sameType(a: SqlType, b: SqlType): boolean {
  if (a.kind !== 'decimal' || b.kind !== 'decimal') return a.kind === b.kind
  return a.precision === b.precision && a.scale === b.scale
}

/**
 * One value in the middle: NULL, a truth value, a double (`number`), a text, an integer (`bigint`), a decimal as its
 * unscaled integer (`bigint`), a date as days and a timestamp as microseconds since 1970-01-01 (`bigint`).
 */
export type Value = null | boolean | number | bigint | string

/** An interval literal. */
export type IntervalValue = { readonly months: number; readonly days: number; readonly micros: bigint }

/** Dates and timestamps outside the years 1 to 9999 do not exist in the middle: a cell with one is NULL. */
export const firstDay: bigint = -719162n
export const lastDay: bigint = 2932896n

/**
 * Bounds of a numeric column or expression, both inclusive, rounded outward; NaN and NULL lie outside the claim only
 * where `nullable` or `mayBeNaN` say so. Absent: unknown.
 */
export type Range = { readonly low: number; readonly high: number }
