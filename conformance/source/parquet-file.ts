import { parquetWriteBuffer, schemaFromColumnData } from 'hyparquet-writer'

/** A column of a file to write: its values, and the field id that it carries. */
export type WrittenColumn = {
  readonly values: readonly unknown[]
  readonly type: 'INT32' | 'INT64' | 'DOUBLE' | 'STRING' | 'BOOLEAN'
  readonly id?: number
}

/** A Parquet file of some columns, all of which may be NULL. */
export function parquetFile(columns: Readonly<Record<string, WrittenColumn>>): Uint8Array {
  const columnData = Object.entries(columns).map(([name, { values, type }]) => ({
    name,
    data: [...values],
    type,
    nullable: true,
  }))
  const schema = schemaFromColumnData({ columnData }).map((element) => {
    const id = columns[element.name]?.id
    return id === undefined ? element : { ...element, field_id: id }
  })
  return new Uint8Array(
    parquetWriteBuffer({ columnData: columnData.map(({ name, data }) => ({ name, data })), schema }),
  )
}
