import type { End } from '../lake/bounds.ts'
import type { IcebergType } from './iceberg-type.ts'
import { murmur3 } from './murmur3.ts'

/** How a value of a column becomes the value of a partition. What is not known tells nothing of the rows. */
export type Transform =
  | { readonly kind: 'identity' | 'year' | 'month' | 'day' | 'hour' }
  | { readonly kind: 'bucket' | 'truncate'; readonly size: bigint }
  | { readonly kind: 'void' }
  | { readonly kind: 'unknown' }

/** Reads a transform as partition specs write it. */
export function readTransform(text: string): Transform {
  const sized = /^(bucket|truncate)\[([1-9]\d{0,9})\]$/.exec(text)
  if (sized !== null) return { kind: sized[1] === 'bucket' ? 'bucket' : 'truncate', size: BigInt(sized[2] ?? '1') }
  for (const kind of ['identity', 'year', 'month', 'day', 'hour', 'void'] as const) if (text === kind) return { kind }
  return { kind: 'unknown' }
}

/** The partition that a value falls into; undefined where that is not known. */
export function transformed(transform: Transform, type: IcebergType, value: End | undefined): End | undefined {
  if (value === undefined) return undefined
  switch (transform.kind) {
    case 'identity':
      return value
    case 'truncate':
      return truncated(type, value, transform.size)
    case 'bucket':
      return bucketOf(type, value, transform.size)
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
      return timePart(transform.kind, type, value)
    default:
      return undefined
  }
}

/** Whether a transform keeps the order of values, so that bounds of values are bounds of partitions. */
export function keepsOrder({ kind }: Transform): boolean {
  return kind !== 'bucket' && kind !== 'void' && kind !== 'unknown'
}

/** Whether a row is in the partition of NULL exactly if its value is NULL. */
export function keepsNull({ kind }: Transform): boolean {
  return kind !== 'void' && kind !== 'unknown'
}

function truncated({ read }: IcebergType, value: End, width: bigint): End | undefined {
  if (typeof value === 'string') return read === 'text' ? [...value].slice(0, Number(width)).join('') : undefined
  const number = wholeBelow(value)
  if (number === undefined || (read !== 'integer' && read !== 'decimal')) return undefined
  return number - (((number % width) + width) % width)
}

function timePart(kind: 'year' | 'month' | 'day' | 'hour', { read }: IcebergType, value: End): bigint | undefined {
  const number = wholeBelow(value)
  if (number === undefined || (read !== 'date' && read !== 'timestamp')) return undefined
  if (kind === 'hour') return read === 'date' ? undefined : floorDiv(number, 3_600_000_000n)
  const days = read === 'date' ? number : floorDiv(number, 86_400_000_000n)
  if (kind === 'day') return days
  const date = new Date(Number(days) * 86_400_000)
  const years = date.getUTCFullYear() - 1970
  if (Number.isNaN(years)) return undefined
  return BigInt(kind === 'year' ? years : years * 12 + date.getUTCMonth())
}

function bucketOf({ read }: IcebergType, value: End, size: bigint): bigint | undefined {
  const bytes = hashed(read, value)
  return bytes === undefined ? undefined : BigInt(murmur3(bytes) & 0x7fffffff) % size
}

function hashed(read: IcebergType['read'], value: End): Uint8Array | undefined {
  if (typeof value === 'string') {
    if (read === 'uuid')
      return /^[0-9a-f-]{36}$/.test(value) ? Buffer.from(value.replaceAll('-', ''), 'hex') : undefined
    return read === 'text' ? Buffer.from(value) : undefined
  }
  if (typeof value === 'boolean' || (typeof value === 'number' && !Number.isInteger(value))) return undefined
  const number = BigInt(value)
  if (read === 'decimal') return shortestBytes(number)
  if (read !== 'integer' && read !== 'date' && read !== 'timestamp') return undefined
  if (BigInt.asIntN(64, number) !== number) return undefined
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(number)
  return bytes
}

/** The fewest bytes of two's complement, high ones first. */
function shortestBytes(number: bigint): Uint8Array {
  let length = 1
  while (BigInt.asIntN(length * 8, number) !== number) length++
  return Buffer.from(
    BigInt.asUintN(length * 8, number)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  )
}

// A low end that lies between two whole numbers is rounded down, which only widens the bounds; so is a high one, which
// changes nothing for whole values.
function wholeBelow(value: End): bigint | undefined {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.floor(value)) : undefined
}

function floorDiv(a: bigint, b: bigint): bigint {
  return a / b - (a % b < 0n ? 1n : 0n)
}
