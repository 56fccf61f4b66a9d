import type { End } from '../lake/bounds.ts'
import { type Reading, readWhole } from '../lake/read-whole.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { count, list, long, type Members, maybe, members, readJson, text, whole } from '../lake/shape.ts'
import type { AvroType } from './avro/avro-schema.ts'
import { readAvro } from './avro/read-avro.ts'
import { type IcebergType, valueOfAvro } from './iceberg-type.ts'
import { type Manifest, someBytes } from './read-manifests.ts'
import type { PartitionField, TableMetadata } from './table-metadata.ts'

/** A file of rows or of deletes that is part of the snapshot. */
export type TableFile = {
  readonly content: 'data' | 'positions' | 'equality'
  readonly path: string
  readonly spec: number
  /** The value of each field of the spec, by the field's id; null is NULL. */
  readonly partition: ReadonlyMap<number, End | null>
  readonly rows: number
  readonly bytes: number
  readonly sequence: bigint
  readonly nulls: ReadonlyMap<number, bigint>
  readonly nans: ReadonlyMap<number, bigint>
  readonly lows: ReadonlyMap<number, Uint8Array>
  readonly highs: ReadonlyMap<number, Uint8Array>
  readonly equalityIds: readonly number[]
  /** The one data file that deletes of places are of, where that is known. */
  readonly onlyOf: string | undefined
}

const statusDeleted = 2
const statusExisting = 0
const contents = ['data', 'positions', 'equality'] as const

/** The files that a manifest says are live. */
export async function readManifest(
  reading: Reading,
  metadata: TableMetadata,
  manifest: Manifest,
): Promise<readonly TableFile[]> {
  const { schema, meta, values } = readAvro(await readWhole(reading, manifest.key, manifest.bytes), 'a manifest')
  const spec = manifest.spec ?? whole(readJson(meta.get('partition-spec-id') ?? '0', 'a spec id'), 'a spec id')
  const fields = metadata.specs.get(spec) ?? malformed('a manifest is of a partition spec that the table does not have')
  const context = { manifest, spec, partition: partitionReader(metadata, fields, schema) }
  return values.flatMap((value) => {
    const entry = members(value, 'an entry of a manifest')
    const status = whole(entry.get('status'), 'the status of a file')
    if (status < 0 || status > 2) malformed('a file of a manifest has a status that there is not')
    return status === statusDeleted ? [] : [readFile(entry, status, context)]
  })
}

type Context = {
  readonly manifest: Manifest
  readonly spec: number
  readonly partition: (value: unknown) => ReadonlyMap<number, End | null>
}

function readFile(entry: Members, status: number, { manifest, spec, partition }: Context): TableFile {
  const file = members(entry.get('data_file'), 'a file of a manifest')
  const content = contents[maybe(file.get('content'), 'the content of a file', whole) ?? 0]
  if (content === undefined || (content === 'data') === manifest.isOfDeletes)
    return malformed('a file is in a manifest of another kind')
  const format = text(file.get('file_format'), 'the format of a file')
  if (format.toLowerCase() === 'puffin') unsupported('the table has deletion vectors, as version 3 allows')
  if (format.toLowerCase() !== 'parquet') unsupported(`files of the table are of format \`${format}\`; Parquet is read`)
  if (maybe(file.get('key_metadata'), 'a key', (value) => value) !== undefined)
    unsupported('files of the table are encrypted')
  return {
    content,
    path: text(file.get('file_path'), 'the path of a file'),
    spec,
    partition: partition(file.get('partition')),
    rows: count(file.get('record_count'), 'the number of rows of a file'),
    bytes: count(file.get('file_size_in_bytes'), 'the size of a file'),
    sequence: sequenceOf(entry, status, manifest),
    nulls: byId(file.get('null_value_counts'), long),
    nans: byId(file.get('nan_value_counts'), long),
    lows: byId(file.get('lower_bounds'), someBytes),
    highs: byId(file.get('upper_bounds'), someBytes),
    equalityIds: (maybe(file.get('equality_ids'), '`equality_ids`', list) ?? []).map((id) => whole(id, 'a field id')),
    onlyOf: maybe(file.get('referenced_data_file'), '`referenced_data_file`', text),
  }
}

// What a manifest adds has the number that the manifest got when it was committed; what it carries on has its own.
function sequenceOf(entry: Members, status: number, { sequence }: Manifest): bigint {
  const own = maybe(entry.get('sequence_number'), 'a sequence number', long)
  if (own === undefined && status === statusExisting && sequence !== 0n)
    return malformed('a file that was there before has no sequence number')
  return own ?? sequence
}

function byId<T>(value: unknown, read: (value: unknown, where: string) => T): ReadonlyMap<number, T> {
  const where = 'the statistics of a file'
  if (value instanceof Map) return new Map([...value].map(([id, own]) => [Number(id), read(own, where)]))
  const entries = maybe(value, where, list) ?? []
  return new Map(
    entries.map((entry) => {
      const pair = members(entry, where)
      return [whole(pair.get('key'), where), read(pair.get('value'), where)]
    }),
  )
}

/** Fields are told apart by their ids where the manifest has them, and by their order where it does not. */
function partitionReader(
  metadata: TableMetadata,
  fields: readonly PartitionField[],
  schema: AvroType,
): Context['partition'] {
  const type = fieldType(fieldType(schema, 'data_file'), 'partition')
  const written = type?.kind === 'record' ? type.fields : []
  if (written.length !== fields.length) malformed('the partitions of a manifest are of another spec than it says')
  const types = new Map(
    [...metadata.schemas.values()].flatMap(({ columns }) => columns.map(({ id, type }) => [id, type])),
  )
  const unknown: IcebergType = { word: '', read: undefined, sql: undefined }
  return (value) => {
    const own = members(value, 'the partition of a file')
    return new Map(
      fields.map((field, index) => {
        const at = written.find(({ id }) => id === field.id) ?? written[index]
        const source = field.transform.kind === 'bucket' ? undefined : types.get(field.source)
        return [field.id, valueOfAvro(source ?? unknown, own.get(at?.name ?? ''), 'a manifest')]
      }),
    )
  }
}

function fieldType(type: AvroType | undefined, name: string): AvroType | undefined {
  return type?.kind === 'record' ? type.fields.find((field) => field.name === name)?.type : undefined
}
