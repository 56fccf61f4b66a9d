import type { SqlType, Value } from '@glovebox/sql'
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import { collectRows } from './collect-rows.ts'
import type { ResultFormat } from './result-format.ts'
import { type TypedColumn, typedColumns, valueOfCell } from './typed-column.ts'

/** Few enough that others get their turn in between: all of a group is written at once. */
const rowsPerGroup = 10_000

/** Parquet with a row group for every ten thousand rows, Snappy. */
export const parquetFormat: ResultFormat = {
  media: 'application/vnd.apache.parquet',
  extension: 'parquet',
  write: async function* (columns, parts) {
    const typed = typedColumns(columns)
    const writer = new DrainedWriter()
    const file = new ParquetWriter({ writer, schema: schemaOf(typed), createdBy: 'glovebox' })
    for await (const rows of collectRows(parts, rowsPerGroup)) {
      const columnData = typed.map(({ name, type }, index) => ({
        name,
        data: rows.map((row) => stored(valueOfCell(row[index] ?? null, type), type)),
      }))
      await file.write({ columnData, rowGroupSize: rows.length })
      yield writer.drain()
    }
    await file.finish()
    yield writer.drain()
  },
}

/** A writer whose bytes are handed on as they come; places in the file go on being counted. */
class DrainedWriter extends ByteWriter {
  drain(): Uint8Array {
    const bytes = this.getBytes().slice()
    this.index = 0
    return bytes
  }
}

/** Precisions that 64 bits hold are written so, which every reader knows. */
const longDigits = 18

function schemaOf(columns: readonly TypedColumn[]): SchemaElement[] {
  const fields = columns.map(
    ({ name, type }): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...stores(type) }),
  )
  return [{ name: 'root', num_children: columns.length }, ...fields]
}

function stores(type: SqlType): Omit<SchemaElement, 'name'> {
  switch (type.kind) {
    case 'boolean':
      return { type: 'BOOLEAN' }
    case 'integer':
      return { type: 'INT64' }
    case 'double':
      return { type: 'DOUBLE' }
    case 'decimal': {
      const { precision, scale } = type
      const about = {
        converted_type: 'DECIMAL',
        precision,
        scale,
        logical_type: { type: 'DECIMAL', precision, scale },
      } as const
      return precision <= longDigits
        ? { type: 'INT64', ...about }
        : { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...about }
    }
    case 'date':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } }
    case 'timestamp':
      return { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } }
    case 'text':
    case 'interval':
    case 'null':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }
  }
}

/** Days are numbers in Parquet; everything else is what it is here. */
function stored(value: Value, type: SqlType): Value {
  return typeof value === 'bigint' && type.kind === 'date' ? Number(value) : value
}
