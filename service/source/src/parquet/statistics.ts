import type { ColumnBounds } from '../port/table-source.ts'
import type { ParquetFooter, RowGroup } from './footer.ts'
import type { ParquetColumn } from './schema.ts'
import { readBinary, readInner, readInteger, readStruct, type ThriftStruct } from './thrift.ts'

/** Whether a row group may hold rows within all bounds, as far as what it says of itself tells. */
export function mayHold(footer: ParquetFooter, group: RowGroup, bounds: readonly ColumnBounds[]): boolean {
  return bounds.every((bound) => {
    const column = findColumn(footer.columns, bound.column)
    return column?.stored === undefined || mayLieWithin(footer.bytes, group, column, bound)
  })
}

/** The column of a name: the one that is spelled so, or the only one that is but for case. */
export function findColumn(columns: readonly ParquetColumn[], name: string): ParquetColumn | undefined {
  const same = columns.filter((column) => column.name === name)
  if (same.length > 0) return same.length === 1 ? same[0] : undefined
  const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
  return alike.length === 1 ? alike[0] : undefined
}

function mayLieWithin(bytes: Uint8Array, group: RowGroup, column: ParquetColumn, bound: ColumnBounds): boolean {
  const metadata = readInner(bytes, readStruct(bytes, group.chunkAt[column.leaves.from] ?? 0), 3)
  const statistics = metadata === undefined ? undefined : readInner(bytes, metadata, 12)
  if (metadata === undefined || statistics === undefined) return true
  const values = readInteger(bytes, metadata, 5)
  if (values !== undefined && values > 0n && readInteger(bytes, statistics, 3) === values) return false
  if (column.type?.kind !== bound.type.kind || column.stored === undefined) return true
  const ends = endsOf(bytes, statistics, column.stored)
  if (ends === undefined) return true
  const [least, greatest] = ends
  const { low, high } = bound
  // NaN lies above all numbers, and is in no statistics: only an upper bound says that it is not asked for.
  if (column.type.kind === 'double' && (high === undefined || Number.isNaN(high))) return true
  return !(isBelow(greatest, low) || isBelow(high, least))
}

type End = bigint | number | boolean | Uint8Array

/** Whether one is certainly below the other; of what cannot be compared nothing is certain. */
function isBelow(a: End | string | undefined, b: End | string | undefined): boolean {
  if (a === undefined || b === undefined) return false
  const [left, right] = [comparable(a), comparable(b)]
  if (left instanceof Uint8Array || right instanceof Uint8Array)
    return left instanceof Uint8Array && right instanceof Uint8Array && Buffer.compare(left, right) < 0
  if ((typeof left === 'boolean') !== (typeof right === 'boolean')) return false
  return left < right
}

function comparable(value: End | string): End {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value
}

type Stored = NonNullable<ParquetColumn['stored']>

function endsOf(bytes: Uint8Array, statistics: ThriftStruct, stored: Stored): readonly [End, End] | undefined {
  const isSignedOrder =
    !(stored.meaning.kind === 'integer' && !stored.meaning.isSigned) && stored.physical !== 'BYTE_ARRAY'
  // Older fields are in an order that was never said; of signed numbers there is but one.
  const least = readBinary(bytes, statistics, 6) ?? (isSignedOrder ? readBinary(bytes, statistics, 2) : undefined)
  const greatest = readBinary(bytes, statistics, 5) ?? (isSignedOrder ? readBinary(bytes, statistics, 1) : undefined)
  if (least === undefined || greatest === undefined) return undefined
  const [low, high] = [decode(least, stored, 'low'), decode(greatest, stored, 'high')]
  return low === undefined || high === undefined ? undefined : [low, high]
}

function decode(bytes: Uint8Array, { physical, meaning }: Stored, end: 'low' | 'high'): End | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (physical) {
    case 'BOOLEAN':
      return bytes.length === 1 ? bytes[0] === 1 : undefined
    case 'INT32':
      return bytes.length === 4 ? decodeInteger(BigInt(view.getInt32(0, true)), 32, meaning, end) : undefined
    case 'INT64':
      return bytes.length === 8 ? decodeInteger(view.getBigInt64(0, true), 64, meaning, end) : undefined
    case 'FLOAT':
      return bytes.length === 4 ? number(view.getFloat32(0, true)) : undefined
    case 'DOUBLE':
      return bytes.length === 8 ? number(view.getFloat64(0, true)) : undefined
    case 'BYTE_ARRAY':
      return meaning.kind === 'STRING' || meaning.kind === 'ENUM' ? bytes : undefined
    case 'INT96':
    case 'FIXED_LEN_BYTE_ARRAY':
      return undefined
  }
}

function number(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}

function decodeInteger(
  value: bigint,
  bits: number,
  meaning: Stored['meaning'],
  end: 'low' | 'high',
): bigint | undefined {
  switch (meaning.kind) {
    case 'plain':
    case 'DATE':
      return value
    case 'integer':
      return meaning.isSigned ? value : BigInt.asUintN(bits, value)
    case 'timestamp':
      if (meaning.unit === 'MILLIS') return value * 1000n
      if (meaning.unit === 'MICROS') return value
      // Rounded outward: how a finer time is rounded is the reader's.
      return value / 1000n + (end === 'low' ? -1n : 1n)
    default:
      return undefined
  }
}
