import type { SqlType } from '@glovebox/sql'
import type { WireCell } from './wire.ts'

type Native = typeof import('@duckdb/node-bindings')
type LogicalType = import('@duckdb/node-bindings').LogicalType
type DataChunk = import('@duckdb/node-bindings').DataChunk

/** How the values of one type lie in a vector, and what they are on the wire. */
type Layout = {
  readonly bytes: number
  readonly read: (duckdb: Native, view: DataView, at: number) => WireCell
}

/** A column of a result: its layout, and whether it may stand for a type of the middle. */
export type ResultColumn = { readonly typeId: number; readonly scale: number; readonly layout: Layout }

// Numbers of DuckDB's C API; its own enumeration exists at run time only inside the addon's package.
const typeIds = {
  boolean: 1,
  int8: 2,
  int16: 3,
  int32: 4,
  int64: 5,
  uint8: 6,
  uint16: 7,
  uint32: 8,
  uint64: 9,
  float: 10,
  double: 11,
  timestamp: 12,
  date: 13,
  int128: 16,
  text: 17,
  decimal: 19,
} as const

const integerIds: readonly number[] = [
  typeIds.int8,
  typeIds.int16,
  typeIds.int32,
  typeIds.int64,
  typeIds.uint8,
  typeIds.uint16,
  typeIds.uint32,
  typeIds.uint64,
  typeIds.int128,
]

const layouts: Readonly<Record<number, Layout>> = {
  [typeIds.boolean]: { bytes: 1, read: (_, view, at) => view.getUint8(at) !== 0 },
  [typeIds.int8]: { bytes: 1, read: (_, view, at) => String(view.getInt8(at)) },
  [typeIds.int16]: { bytes: 2, read: (_, view, at) => String(view.getInt16(at, true)) },
  [typeIds.int32]: { bytes: 4, read: (_, view, at) => String(view.getInt32(at, true)) },
  [typeIds.int64]: { bytes: 8, read: (_, view, at) => String(view.getBigInt64(at, true)) },
  [typeIds.uint8]: { bytes: 1, read: (_, view, at) => String(view.getUint8(at)) },
  [typeIds.uint16]: { bytes: 2, read: (_, view, at) => String(view.getUint16(at, true)) },
  [typeIds.uint32]: { bytes: 4, read: (_, view, at) => String(view.getUint32(at, true)) },
  [typeIds.uint64]: { bytes: 8, read: (_, view, at) => String(view.getBigUint64(at, true)) },
  [typeIds.float]: { bytes: 4, read: (_, view, at) => wireDouble(view.getFloat32(at, true)) },
  [typeIds.double]: { bytes: 8, read: (_, view, at) => wireDouble(view.getFloat64(at, true)) },
  [typeIds.timestamp]: { bytes: 8, read: (_, view, at) => String(view.getBigInt64(at, true)) },
  [typeIds.date]: { bytes: 4, read: (_, view, at) => view.getInt32(at, true) },
  [typeIds.int128]: {
    bytes: 16,
    read: (_, view, at) => String((view.getBigInt64(at + 8, true) << 64n) | view.getBigUint64(at, true)),
  },
  [typeIds.text]: { bytes: 16, read: readText },
}

/** Texts of up to twelve bytes lie in the vector, longer ones behind a pointer. */
function readText(duckdb: Native, view: DataView, at: number): WireCell {
  const length = view.getUint32(at, true)
  const bytes =
    length <= 12
      ? Buffer.from(view.buffer, view.byteOffset + at + 4, length)
      : Buffer.from(duckdb.get_data_from_pointer(view.buffer as ArrayBuffer, view.byteOffset + at + 8, length))
  return bytes.toString('utf8')
}

/** JSON has no name for these four. */
function wireDouble(value: number): WireCell {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value
  return String(value)
}

/** The column of a result with this type; undefined where such values cannot leave. */
export function resultColumn(duckdb: Native, type: LogicalType): ResultColumn | undefined {
  const typeId: number = duckdb.get_type_id(type)
  const isDecimal = typeId === typeIds.decimal
  const layout = layouts[isDecimal ? duckdb.decimal_internal_type(type) : typeId]
  return layout === undefined ? undefined : { typeId, scale: isDecimal ? duckdb.decimal_scale(type) : 0, layout }
}

/** Whether a column of the engine holds just what a type of the middle promises. */
export function holds({ typeId, scale }: ResultColumn, type: SqlType): boolean {
  switch (type.kind) {
    case 'boolean':
      return typeId === typeIds.boolean
    case 'integer':
      return integerIds.includes(typeId)
    case 'decimal':
      return scale === type.scale && (typeId === typeIds.decimal || integerIds.includes(typeId))
    case 'double':
      return typeId === typeIds.double || typeId === typeIds.float
    case 'text':
      return typeId === typeIds.text
    case 'date':
      return typeId === typeIds.date
    case 'timestamp':
      return typeId === typeIds.timestamp
    case 'null':
      return true
    case 'interval':
      return false
  }
}

/** The rows of a chunk. */
export function rowsOfChunk(duckdb: Native, chunk: DataChunk, columns: readonly ResultColumn[]): WireCell[][] {
  const size = duckdb.data_chunk_get_size(chunk)
  const rows: WireCell[][] = Array.from({ length: size }, () => [])
  for (const [index, { layout }] of columns.entries()) {
    const vector = duckdb.data_chunk_get_vector(chunk, index)
    const data = duckdb.vector_get_data(vector, size * layout.bytes)
    const validity = duckdb.vector_get_validity(vector, Math.ceil(size / 64) * 8)
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    for (const [row, cells] of rows.entries())
      cells.push(duckdb.validity_row_is_valid(validity, row) ? layout.read(duckdb, view, row * layout.bytes) : null)
  }
  return rows
}
