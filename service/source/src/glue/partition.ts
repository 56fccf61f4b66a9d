import { type PartitionValue, readPartitionValue } from '../delta/partition-value.ts'
import { liesApart } from '../lake/bounds.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { list, type Members, maybe, members, text } from '../lake/shape.ts'
import type { ColumnBounds, SourceColumn } from '../port/table-source.ts'
import type { S3Address } from '../storage/s3/s3-address.ts'
import { type FileLayout, fileLayout } from './file-layout.ts'
import { columnsOf, type FilesDefinition, folderAt } from './table-definition.ts'

/** Files of one folder, and what the catalog says of all of their rows. */
export type Partition = {
  readonly folder: S3Address
  readonly layout: FileLayout
  readonly values: ReadonlyMap<string, PartitionValue>
}

const nullName = '__HIVE_DEFAULT_PARTITION__'
const where = 'a partition'

/** Reads a partition: its values in the types of their keys, its own folder, and how its files are written. */
export function readPartition(table: FilesDefinition, partition: Members): Partition {
  const texts = list(partition.get('Values'), where).map((value) => text(value, where))
  if (texts.length !== table.keys.length) malformed('a partition has not as many values as the table has keys')
  const descriptor = members(partition.get('StorageDescriptor'), where)
  const parameters = new Map([...table.parameters, ...(maybe(partition.get('Parameters'), where, members) ?? [])])
  const layout = fileLayout(descriptor, parameters)
  if (layout.kind !== table.layout.kind)
    unsupported('a partition is written in another format than its table: write it anew')
  if (layout.kind === 'lines' && layout.rows.kind !== 'json') checkOrder(table, columnsOf(descriptor.get('Columns')))
  return { folder: folderAt(maybe(descriptor.get('Location'), where, text)), layout, values: valuesOf(table, texts) }
}

/** Cells of lines are known by their places: where a partition has other columns there, they would be read as others. */
function checkOrder({ columns }: FilesDefinition, own: readonly SourceColumn[]): void {
  const isSame = own.every(({ name }, at) => columns[at] === undefined || columns[at].name === name)
  if (!isSame) unsupported('a partition has its columns in another order than its table')
}

function valuesOf({ keys }: FilesDefinition, texts: readonly string[]): ReadonlyMap<string, PartitionValue> {
  const values = new Map<string, PartitionValue>()
  for (const [at, { name, type }] of keys.entries()) {
    const written = texts[at]
    if (type === undefined) continue
    if (written === '' && type.kind === 'text') values.set(name, { end: '', constant: '' })
    else values.set(name, readPartitionValue(type, written === nullName ? undefined : written, name))
  }
  return values
}

/** Whether rows of a partition may lie within all bounds. */
export function mayHold({ values }: Partition, bounds: readonly ColumnBounds[]): boolean {
  return bounds.every((bound) => {
    const value = values.get(bound.column)
    if (value === undefined) return true
    return value.end !== null && !liesApart(bound, value.end, value.end)
  })
}
