import type { Readable } from 'node:stream'
import { firstDay, lastDay, type SqlType, type Value } from '@glovebox/sql'
import type { FoundColumn, WireCell, WorkerFrame } from './worker/wire.ts'

// A worker has read strangers' files: what it says is taken apart with the same suspicion.

/** Reads frames until the worker closes; what is not a frame, or more than is allowed in all, ends them with a problem. */
export async function readFrames(
  frames: Readable,
  mostBytes: number,
  take: (frame: WorkerFrame) => void,
): Promise<string | undefined> {
  let rest: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of frames as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > mostBytes) return 'the engine process said too much'
      let start = 0
      for (let end = part.indexOf(0x0a); end >= 0; end = part.indexOf(0x0a, start)) {
        const frame = parseFrame(Buffer.concat([...rest, part.subarray(start, end)]))
        if (frame === undefined) return 'the engine process said something that is not a frame'
        take(frame)
        rest = []
        start = end + 1
      }
      rest.push(part.subarray(start))
    }
    return undefined
  } catch (error) {
    return `the engine process broke off: ${String(error)}`
  }
}

function parseFrame(bytes: Buffer): WorkerFrame | undefined {
  const frame = fieldsOf(parseJson(bytes))
  switch (frame?.kind) {
    case 'started':
    case 'done':
    case 'too-large':
      return { kind: frame.kind }
    case 'rows':
      // The cells are looked at one by one, beside their types.
      return Array.isArray(frame.rows) ? { kind: 'rows', rows: frame.rows } : undefined
    case 'failed':
      return typeof frame.reason === 'string' ? { kind: 'failed', reason: frame.reason } : undefined
    case 'described': {
      if (!Array.isArray(frame.columns)) return undefined
      const columns = frame.columns.flatMap((column) => foundColumn(fieldsOf(column)) ?? [])
      const unread = (Array.isArray(frame.unread) ? frame.unread : []).filter((reason) => typeof reason === 'string')
      return columns.length === frame.columns.length ? { kind: 'described', columns, unread } : undefined
    }
    default:
      return undefined
  }
}

function foundColumn(column: Fields | undefined): FoundColumn | undefined {
  const { name, engineType, type } = column ?? {}
  if (typeof name !== 'string' || typeof engineType !== 'string') return undefined
  if (type === undefined) return { name, engineType }
  const known = sqlType(fieldsOf(type))
  return known === undefined ? undefined : { name, engineType, type: known }
}

function sqlType(type: Fields | undefined): SqlType | undefined {
  switch (type?.kind) {
    case 'boolean':
    case 'integer':
    case 'double':
    case 'text':
    case 'date':
    case 'timestamp':
      return { kind: type.kind }
    case 'decimal': {
      const { precision, scale } = type
      if (!isWithin(precision, 1, 38) || !isWithin(scale, 0, precision)) return undefined
      return { kind: 'decimal', precision, scale }
    }
    default:
      return undefined
  }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** The values of rows; undefined where a cell is not of its column's type. */
export function decodeRows(
  rows: readonly (readonly WireCell[])[],
  types: readonly SqlType[],
): readonly (readonly Value[])[] | undefined {
  const decoded: Value[][] = []
  for (const cells of rows) {
    if (!Array.isArray(cells) || cells.length !== types.length) return undefined
    const values: Value[] = []
    for (const [index, type] of types.entries()) {
      const value = decodeCell(cells[index] ?? null, type)
      if (value === undefined) return undefined
      values.push(value)
    }
    decoded.push(values)
  }
  return decoded
}

/** The value of a cell; undefined where it is none of the type's. */
export function decodeCell(cell: WireCell, type: SqlType): Value | undefined {
  if (cell === null) return null
  switch (type.kind) {
    case 'boolean':
      return typeof cell === 'boolean' ? cell : undefined
    case 'integer':
      return within(digits(cell), -(2n ** 63n), 2n ** 63n - 1n)
    case 'decimal': {
      const limit = 10n ** BigInt(type.precision)
      return within(digits(cell), 1n - limit, limit - 1n)
    }
    case 'double':
      if (typeof cell === 'number') return cell
      return typeof cell === 'string' && Object.hasOwn(oddDoubles, cell) ? oddDoubles[cell] : undefined
    case 'text':
      return typeof cell === 'string' ? cell : undefined
    case 'date':
      return typeof cell === 'number' && Number.isSafeInteger(cell)
        ? within(BigInt(cell), firstDay, lastDay)
        : undefined
    case 'timestamp':
      return within(digits(cell), firstDay * microsPerDay, (lastDay + 1n) * microsPerDay - 1n)
    case 'interval':
    case 'null':
      return undefined
  }
}

const microsPerDay = 86_400_000_000n

const oddDoubles: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

function digits(cell: WireCell): bigint | undefined {
  return typeof cell === 'string' && /^-?\d{1,40}$/.test(cell) ? BigInt(cell) : undefined
}

function within(value: bigint | undefined, low: bigint, high: bigint): bigint | undefined {
  return value !== undefined && value >= low && value <= high ? value : undefined
}
