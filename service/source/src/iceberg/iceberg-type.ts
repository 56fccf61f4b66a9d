import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
} from '@glovebox/sql'
import type { End } from '../lake/bounds.ts'
import { malformed } from '../lake/refused.ts'
import { members, text } from '../lake/shape.ts'
import { dateText, decimalText, timestampText } from '../lake/value-text.ts'

/** A type of a column, as far as values of it are understood here. */
export type IcebergType = {
  readonly word: string
  readonly read: Reader | undefined
  readonly sql: SqlType | undefined
}

/** What bytes and Avro values of a type are. */
type Reader = 'boolean' | 'integer' | 'float' | 'decimal' | 'text' | 'uuid' | 'date' | 'timestamp' | 'bytes'

// The one place where types of Iceberg become types of SQL. Moments with and without a zone are in UTC alike; what has
// no type of SQL is listed and cannot be asked for.
const simple: Readonly<Record<string, readonly [Reader, SqlType | undefined]>> = {
  boolean: ['boolean', booleanType],
  int: ['integer', integerType],
  long: ['integer', integerType],
  float: ['float', doubleType],
  double: ['float', doubleType],
  date: ['date', dateType],
  time: ['integer', undefined],
  timestamp: ['timestamp', timestampType],
  timestamptz: ['timestamp', timestampType],
  string: ['text', textType],
  uuid: ['uuid', textType],
  binary: ['bytes', undefined],
}

/** Reads a type as schemas write it. */
export function icebergType(type: unknown): IcebergType {
  if (typeof type !== 'string') {
    const word = text(members(type, 'a type').get('type'), 'a type')
    return { word, read: undefined, sql: undefined }
  }
  const decimal = /^decimal\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)$/.exec(type)
  if (decimal !== null) {
    const [precision, scale] = [Number(decimal[1]), Number(decimal[2])]
    if (precision < 1 || precision > 38 || scale > precision) return malformed(`\`${type}\` is no type`)
    return { word: type, read: 'decimal', sql: decimalType(precision, scale) }
  }
  if (/^fixed\[\d+\]$/.test(type)) return { word: type, read: 'bytes', sql: undefined }
  const [read, sql] = Object.hasOwn(simple, type) ? (simple[type] ?? []) : []
  return { word: type, read, sql }
}

/** A value in the form of one end of bounds, out of its serialised bytes; undefined where they are of no known type. */
export function valueOfBytes({ read }: IcebergType, bytes: Uint8Array): End | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (read) {
    case 'boolean':
      return bytes.length === 1 ? bytes[0] !== 0 : undefined
    case 'integer':
    case 'date':
    case 'timestamp':
      // A column that was widened since has its older bounds in the narrow type.
      if (bytes.length === 4) return BigInt(view.getInt32(0, true))
      return bytes.length === 8 ? view.getBigInt64(0, true) : undefined
    case 'float':
      if (bytes.length === 4) return view.getFloat32(0, true)
      return bytes.length === 8 ? view.getFloat64(0, true) : undefined
    case 'decimal':
      return bytes.length === 0 ? undefined : bigEndian(bytes)
    case 'text':
      return new TextDecoder().decode(bytes)
    case 'uuid':
      return bytes.length === 16 ? uuidText(bytes) : undefined
    default:
      return undefined
  }
}

/** A value of a partition, out of Avro; null is NULL. */
export function valueOfAvro(type: IcebergType, value: unknown, where: string): End | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || typeof value === 'string' || typeof value === 'bigint') return value
  if (typeof value === 'number' && type.read === 'float') return value
  if (Number.isSafeInteger(value)) return BigInt(Number(value))
  if (!(value instanceof Uint8Array)) return malformed(`a partition in ${where} has a value of no simple type`)
  if (type.read === 'decimal') return bigEndian(value)
  return type.read === 'uuid' ? uuidText(value) : Buffer.from(value).toString('hex')
}

/** A value as the text of a constant; undefined where its type has none. */
export function constantOf({ sql }: IcebergType, value: End | null): string | null | undefined {
  if (value === null) return null
  if (sql === undefined) return undefined
  if (typeof value !== 'bigint') return String(value)
  if (sql.kind === 'date') return dateText(value)
  if (sql.kind === 'timestamp') return timestampText(value)
  return sql.kind === 'decimal' ? decimalText(value, sql.scale) : String(value)
}

function bigEndian(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).toString('hex')
  return hex === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`))
}

function uuidText(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
