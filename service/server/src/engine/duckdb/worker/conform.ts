import type { FoundType } from './found-type.ts'
import { cellMark } from './quote.ts'
import type { WorkerTableColumn } from './wire.ts'

// How a cell of a file becomes a value of its declared type. Every expression here is total: a cell that does not
// conform is NULL, whatever it holds, so that no error can tell of a row.

const smallestInteger = -(2n ** 63n)
const largestInteger = 2n ** 63n - 1n

/** SQL that gives a value of a column's type from a cell as it is in the file; undefined where none ever conforms. */
export function conform(cell: string, found: FoundType, column: WorkerTableColumn): string | undefined {
  const { type } = column
  if (found.kind === 'text') return column.fromText.replaceAll(cellMark, cell)
  switch (type.kind) {
    case 'boolean':
      if (found.kind === 'integer') return `CASE ${cell} WHEN 0 THEN false WHEN 1 THEN true END`
      return found.kind === 'boolean' ? cell : undefined
    case 'integer':
      return asInteger(cell, found)
    case 'decimal':
      if (found.kind === 'decimal' && found.precision === type.precision && found.scale === type.scale) return cell
      return isNumeric(found) ? `greatest(TRY_CAST(${cell} AS DECIMAL(${type.precision}, ${type.scale})))` : undefined
    case 'double':
      return isNumeric(found) ? `CAST(${cell} AS DOUBLE)` : undefined
    case 'text':
      return `CAST(${found.kind === 'timestamp' ? plainTimestamp(cell, found.isPlain) : cell} AS VARCHAR)`
    case 'date':
      if (found.kind === 'timestamp') return `CAST(${plainTimestamp(cell, found.isPlain)} AS DATE)`
      return found.kind === 'date' ? cell : undefined
    case 'timestamp':
      if (found.kind === 'timestamp') return plainTimestamp(cell, found.isPlain)
      return found.kind === 'date' ? `TRY_CAST(${cell} AS TIMESTAMP)` : undefined
    case 'interval':
    case 'null':
      return undefined
  }
}

/** Only whole numbers are integers: 1.5 does not conform, 1.0 does. */
function asInteger(cell: string, found: FoundType): string | undefined {
  switch (found.kind) {
    case 'integer':
      return fits64(found) ? `CAST(${cell} AS BIGINT)` : `greatest(TRY_CAST(${cell} AS BIGINT))`
    case 'boolean':
      return `CAST(${cell} AS BIGINT)`
    case 'double':
    case 'decimal':
      return `CASE WHEN ${cell} = trunc(${cell}) THEN TRY_CAST(${cell} AS BIGINT) END`
    case 'text':
    case 'date':
    case 'timestamp':
      return undefined
  }
}

function fits64({ low, high }: { readonly low: bigint; readonly high: bigint }): boolean {
  return low >= smallestInteger && high <= largestInteger
}

/** A timestamp in UTC without its zone, to the microsecond. */
function plainTimestamp(cell: string, isPlain: boolean): string {
  return isPlain ? cell : `TRY_CAST(${cell} AS TIMESTAMP)`
}

function isNumeric({ kind }: FoundType): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'double'
}

/** The least and greatest value a column may hold, as SQL literals. */
export type Bounds = {
  readonly low: string
  readonly high: string
  readonly wire: readonly [bigint, bigint] | undefined
  readonly isDouble?: true
}

/**
 * What a value of the column's type must lie between to exist in the middle; undefined where every value does. `wire`
 * is the same in the units of the wire, to compare with a file's own statistics.
 */
export function boundsOf({ type, range, isClamped }: WorkerTableColumn): Bounds | undefined {
  switch (type.kind) {
    case 'date':
      return { low: "DATE '0001-01-01'", high: "DATE '9999-12-31'", wire: [firstMicro, lastMicro] }
    case 'timestamp':
      return {
        low: "TIMESTAMP '0001-01-01 00:00:00'",
        high: "TIMESTAMP '9999-12-31 23:59:59.999999'",
        wire: [firstMicro, lastMicro],
      }
    case 'integer': {
      if (range === undefined) return undefined
      const low = floorOf(range.low)
      const high = floorOf(range.high)
      if (low <= smallestInteger && high >= largestInteger) return undefined
      return { low: `${low}::BIGINT`, high: `${high}::BIGINT`, wire: [low, high] }
    }
    case 'double':
      return range === undefined ? undefined : { ...doubleBounds(range.low, range.high), isDouble: true }
    case 'decimal': {
      if (range !== undefined && isClamped) return decimalBounds(range, type)
      const limit = 10 ** (type.precision - type.scale)
      if (range === undefined || (range.low <= -limit && range.high >= limit)) return undefined
      return doubleBounds(range.low, range.high)
    }
    case 'boolean':
    case 'text':
    case 'interval':
    case 'null':
      return undefined
  }
}

const firstMicro = -719162n * 86_400_000_000n
const lastMicro = 2932897n * 86_400_000_000n - 1n

function floorOf(bound: number): bigint {
  if (Number.isNaN(bound)) return 0n
  if (bound <= Number(smallestInteger)) return smallestInteger
  return bound >= Number(largestInteger) ? largestInteger : BigInt(Math.floor(bound))
}

function doubleBounds(low: number, high: number): Bounds {
  return { low: doubleLiteral(low), high: doubleLiteral(high), wire: undefined }
}

/** The outermost decimals of the type within a range. */
function decimalBounds(
  { low, high }: { readonly low: number; readonly high: number },
  { precision, scale }: { readonly precision: number; readonly scale: number },
): Bounds {
  const one = 10 ** scale
  const largest = 10n ** BigInt(precision) - 1n
  const within = (steps: bigint): bigint => (steps > largest ? largest : steps < -largest ? -largest : steps)
  const down = floorOf(Math.floor(high * one))
  const up = -floorOf(Math.floor(-low * one))
  const most = within(Number(down) / one > high ? down - 1n : down)
  const least = within(Number(up) / one < low ? up + 1n : up)
  const write = (steps: bigint): string => {
    const digits = String(steps < 0n ? -steps : steps).padStart(scale + 1, '0')
    const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
    return `'${steps < 0n ? '-' : ''}${text}'::DECIMAL(${precision},${scale})`
  }
  return { low: write(least), high: write(most), wire: undefined }
}

function doubleLiteral(value: number): string {
  return `'${value}'::DOUBLE`
}
