import { type End, liesApart } from '../lake/bounds.ts'
import type { ColumnBounds } from '../port/table-source.ts'
import { type IcebergType, valueOfBytes } from './iceberg-type.ts'
import type { TableFile } from './read-manifest.ts'
import type { Manifest, PartitionSummary } from './read-manifests.ts'
import type { IcebergColumn, PartitionField, TableMetadata } from './table-metadata.ts'
import { keepsNull, keepsOrder, type Transform, transformed } from './transform.ts'

/** Bounds of a question, with the columns that they are of. */
export type BoundColumn = { readonly column: IcebergColumn; readonly bounds: ColumnBounds }

/** Whether a manifest may have files with rows within the bounds. */
export function mayHold(
  metadata: TableMetadata,
  { spec, partitions }: Manifest,
  bounds: readonly BoundColumn[],
): boolean {
  const fields = spec === undefined ? undefined : metadata.specs.get(spec)
  if (fields === undefined || partitions?.length !== fields.length) return true
  return !fields.some((field, index) => {
    const summary = partitions[index]
    return (
      summary !== undefined && bounds.some((bound) => isBound(bound, field) && summaryIsApart(bound, field, summary))
    )
  })
}

/** Whether a data file may have rows within the bounds, after its partition and its statistics. */
export function mayMatch(metadata: TableMetadata, file: TableFile, bounds: readonly BoundColumn[]): boolean {
  const fields = metadata.specs.get(file.spec) ?? []
  if (fields.some((field) => bounds.some((bound) => isBound(bound, field) && partitionIsApart(bound, field, file))))
    return false
  return !bounds.some((bound) => statisticsAreApart(bound, file))
}

function isBound({ column }: BoundColumn, field: PartitionField): boolean {
  return column.id === field.source
}

function partitionIsApart(
  { column, bounds }: BoundColumn,
  { id, transform }: PartitionField,
  file: TableFile,
): boolean {
  const value = file.partition.get(id)
  if (value === undefined || !keepsNull(transform)) return false
  return value === null || liesApart(transformedBounds(transform, column.type, bounds), value, value)
}

function summaryIsApart(
  { column, bounds }: BoundColumn,
  { transform }: PartitionField,
  summary: PartitionSummary,
): boolean {
  if (!keepsNull(transform)) return false
  const { low, high, hasNull, hasNaN } = summary
  const isFloat = column.type.read === 'float'
  if (low === undefined && high === undefined) return hasNull && (!isFloat || hasNaN === false)
  const type = transform.kind === 'identity' || transform.kind === 'truncate' ? column.type : integers
  const highest = isFloat && hasNaN !== false ? undefined : high
  return liesApart(transformedBounds(transform, column.type, bounds), endOf(type, low), endOf(type, highest))
}

function statisticsAreApart({ column: { id, type }, bounds }: BoundColumn, file: TableFile): boolean {
  if (file.nulls.get(id) === BigInt(file.rows)) return true
  // NaN counts as larger than every number, and writers leave it out of bounds.
  const highest = type.read === 'float' && file.nans.get(id) !== 0n ? undefined : file.highs.get(id)
  return liesApart(bounds, endOf(type, file.lows.get(id)), endOf(type, highest))
}

/** Bounds of partitions, out of bounds of values. */
function transformedBounds(transform: Transform, type: IcebergType, { low, high }: ColumnBounds): Ends {
  if (keepsOrder(transform)) return { low: transformed(transform, type, low), high: transformed(transform, type, high) }
  if (low === undefined || low !== high) return {}
  const bucket = transformed(transform, type, low)
  return { low: bucket, high: bucket }
}

type Ends = { readonly low?: End | undefined; readonly high?: End | undefined }

const integers: IcebergType = { word: 'int', read: 'integer', sql: undefined }

function endOf(type: IcebergType, bytes: Uint8Array | undefined): End | undefined {
  return bytes === undefined ? undefined : valueOfBytes(type, bytes)
}
