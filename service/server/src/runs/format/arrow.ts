import type { Cell } from '@glovebox/api'
import type { SqlType, Value } from '@glovebox/sql'
import {
  AsyncByteQueue,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow'
import { collectRows } from './collect-rows.ts'
import type { ResultFormat } from './result-format.ts'
import { typedColumns, valueOfCell } from './typed-column.ts'

const rowsPerBatch = 8192

/** An Arrow IPC stream, one record batch after the other. */
export const arrowFormat: ResultFormat = {
  media: 'application/vnd.apache.arrow.stream',
  extension: 'arrows',
  write: async function* (columns, parts) {
    const typed = typedColumns(columns)
    const schema = new Schema(typed.map(({ name, type }) => new Field(name, arrowType(type), true)))
    const bytes = new DrainedQueue()
    const writer = new RecordBatchStreamWriter()
    writer.reset(bytes, schema)
    for await (const rows of collectRows(parts, rowsPerBatch)) {
      const children = typed.map(({ type }, index) => columnData(rows, index, type))
      const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children })
      writer.write(new RecordBatch(schema, data))
      yield bytes.drain()
    }
    writer.finish()
    yield bytes.drain()
  },
}

/** A queue whose bytes are handed on as they come. */
class DrainedQueue extends AsyncByteQueue {
  readonly #pieces: Uint8Array[] = []

  override write(piece: Uint8Array): void {
    this.#pieces.push(piece)
  }

  drain(): Uint8Array {
    return Buffer.concat(this.#pieces.splice(0))
  }
}

function arrowType(type: SqlType): DataType {
  switch (type.kind) {
    case 'boolean':
      return new Bool()
    case 'integer':
      return new Int64()
    case 'double':
      return new Float64()
    case 'decimal':
      return new Decimal(type.scale, type.precision, 128)
    case 'date':
      return new DateDay()
    case 'timestamp':
      return new TimestampMicrosecond()
    case 'text':
    case 'interval':
    case 'null':
      return new Utf8()
  }
}

/** One column of a batch in Arrow's layout. */
function columnData(rows: readonly (readonly Cell[])[], index: number, type: SqlType): Data {
  const values = rows.map((row) => valueOfCell(row[index] ?? null, type))
  const length = values.length
  const nullBitmap = bitmap(values, (value) => value !== null)
  const nullCount = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0)
  const about = { length, nullCount, nullBitmap }
  switch (type.kind) {
    case 'boolean':
      return makeData({ type: new Bool(), ...about, data: bitmap(values, (value) => value === true) })
    case 'integer':
      return makeData({ type: new Int64(), ...about, data: BigInt64Array.from(values, whole) })
    case 'double':
      return makeData({ type: new Float64(), ...about, data: Float64Array.from(values, (value) => Number(value ?? 0)) })
    case 'decimal':
      return makeData({ type: new Decimal(type.scale, type.precision, 128), ...about, data: wideIntegers(values) })
    case 'date':
      return makeData({ type: new DateDay(), ...about, data: Int32Array.from(values, (value) => Number(whole(value))) })
    case 'timestamp':
      return makeData({ type: new TimestampMicrosecond(), ...about, data: BigInt64Array.from(values, whole) })
    case 'text':
    case 'interval':
    case 'null':
      return makeData({ type: new Utf8(), ...about, ...texts(values) })
  }
}

function whole(value: Value): bigint {
  return typeof value === 'bigint' ? value : 0n
}

/** One bit for each value, the first in the lowest place. */
function bitmap(values: readonly Value[], isSet: (value: Value) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8))
  values.forEach((value, place) => {
    if (isSet(value)) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7))
  })
  return bits
}

/** 128-bit integers in two's complement, the lowest word first. */
function wideIntegers(values: readonly Value[]): Uint32Array {
  const longs = new BigUint64Array(values.length * 2)
  values.forEach((value, place) => {
    longs[place * 2] = BigInt.asUintN(64, whole(value))
    longs[place * 2 + 1] = BigInt.asUintN(64, whole(value) >> 64n)
  })
  return new Uint32Array(longs.buffer)
}

function texts(values: readonly Value[]): { readonly data: Uint8Array; readonly valueOffsets: Int32Array } {
  const pieces = values.map((value) => Buffer.from(value === null ? '' : String(value)))
  const valueOffsets = new Int32Array(values.length + 1)
  pieces.forEach((piece, place) => {
    valueOffsets[place + 1] = (valueOffsets[place] ?? 0) + piece.length
  })
  return { data: Buffer.concat(pieces), valueOffsets }
}
