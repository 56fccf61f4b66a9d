import type { SqlType } from '@glovebox/sql'

/** Parquet's physical types, by their numbers. */
export const physicalTypes = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const

/** How values of a column are stored. */
export type PhysicalType = (typeof physicalTypes)[number]

/** What values of a column mean. */
export type Meaning =
  | { readonly kind: 'plain' }
  | { readonly kind: 'integer'; readonly bits: number; readonly isSigned: boolean }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly unit: 'MILLIS' | 'MICROS' | 'NANOS'; readonly isUtc: boolean }
  | { readonly kind: 'STRING' | 'ENUM' | 'JSON' | 'UUID' | 'DATE' | 'FLOAT16' }
  /** What has no place here, by Parquet's word for it. */
  | { readonly kind: 'other'; readonly word: string }

/**
 * The type of a column here:
 *
 * | Parquet | here |
 * |---|---|
 * | BOOLEAN | BOOLEAN |
 * | INT32, INT64, INT(8…64), UINT(8…32) | BIGINT |
 * | UINT(64) | DECIMAL(20,0) |
 * | DECIMAL(p,s), p ≤ 38 | DECIMAL(p,s) |
 * | FLOAT, DOUBLE, FLOAT16 | DOUBLE |
 * | STRING, ENUM, JSON, UUID | VARCHAR |
 * | DATE | DATE |
 * | TIMESTAMP of any unit, INT96 | TIMESTAMP |
 * | bytes without a meaning, TIME, INTERVAL, BSON, VARIANT, GEOMETRY, groups, lists, maps | none |
 */
export function typeOf(physical: PhysicalType, meaning: Meaning): SqlType | undefined {
  switch (meaning.kind) {
    case 'plain':
      return plainType(physical)
    case 'integer':
      if (physical !== 'INT32' && physical !== 'INT64') return undefined
      return meaning.isSigned || meaning.bits < 64 ? { kind: 'integer' } : { kind: 'decimal', precision: 20, scale: 0 }
    case 'decimal': {
      const { precision, scale } = meaning
      const isKnown = precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision
      return isKnown ? { kind: 'decimal', precision, scale } : undefined
    }
    case 'timestamp':
      return physical === 'INT64' ? { kind: 'timestamp' } : undefined
    case 'DATE':
      return physical === 'INT32' ? { kind: 'date' } : undefined
    case 'STRING':
    case 'ENUM':
    case 'JSON':
      return physical === 'BYTE_ARRAY' ? { kind: 'text' } : undefined
    case 'UUID':
      return { kind: 'text' }
    case 'FLOAT16':
      return { kind: 'double' }
    case 'other':
      return undefined
  }
}

function plainType(physical: PhysicalType): SqlType | undefined {
  switch (physical) {
    case 'BOOLEAN':
      return { kind: 'boolean' }
    case 'INT32':
    case 'INT64':
      return { kind: 'integer' }
    case 'INT96':
      return { kind: 'timestamp' }
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'double' }
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return undefined
  }
}

/** Parquet's own word for a type: `INT64 (TIMESTAMP MICROS UTC)`. */
export function typeWord(physical: PhysicalType, meaning: Meaning): string {
  switch (meaning.kind) {
    case 'plain':
      return physical
    case 'integer':
      return `${physical} (${meaning.isSigned ? 'INT' : 'UINT'}${meaning.bits})`
    case 'decimal':
      return `${physical} (DECIMAL(${meaning.precision},${meaning.scale}))`
    case 'timestamp':
      return `${physical} (TIMESTAMP ${meaning.unit}${meaning.isUtc ? ' UTC' : ''})`
    case 'other':
      return `${physical} (${meaning.word})`
    default:
      return `${physical} (${meaning.kind})`
  }
}
