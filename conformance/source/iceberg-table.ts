// Tables of Iceberg, built by hand after the specification (iceberg.apache.org/spec), for what no engine at hand writes:
// equality deletes, evolved schemas and specs, version 1.
import { avroFile, type Field, type Schema } from './avro-file.ts'

/** A file of a manifest; `sequence` absent: it is inherited. */
export type Entry = {
  readonly path: string
  readonly bytes: Uint8Array
  readonly rows: number
  readonly content?: 0 | 1 | 2
  readonly status?: 0 | 1 | 2
  readonly sequence?: number
  readonly partition?: Readonly<Record<string, unknown>>
  readonly lows?: Readonly<Record<number, Uint8Array>>
  readonly highs?: Readonly<Record<number, Uint8Array>>
  readonly nulls?: Readonly<Record<number, number>>
  readonly equalityIds?: readonly number[]
  readonly format?: string
}
export type ManifestOf = {
  readonly entries: readonly Entry[]
  readonly content?: 0 | 1
  readonly sequence: number
  readonly spec?: number
  readonly partitionFields?: readonly Field[]
  readonly summaries?: readonly { readonly low?: Uint8Array; readonly high?: Uint8Array; readonly hasNull?: boolean }[]
}
export type TableOf = {
  readonly version?: number
  readonly schemas: readonly (readonly Column[])[]
  readonly specs?: readonly (readonly SpecField[])[]
  readonly manifests: readonly ManifestOf[]
  readonly properties?: Readonly<Record<string, string>>
  readonly codec?: string
  readonly location?: string
}
export type Column = { readonly id: number; readonly name: string; readonly type: unknown; readonly required?: boolean }
export type SpecField = { readonly source: number; readonly transform: string }

const nullable = (type: Schema): Schema => ['null', type]
const pairs = (value: 'long' | 'bytes', id: number): Schema =>
  nullable({
    type: 'array',
    logicalType: 'map',
    items: {
      type: 'record',
      name: `k${id}`,
      fields: [
        { name: 'key', type: 'int', 'field-id': id },
        { name: 'value', type: value, 'field-id': id + 1 },
      ],
    },
  })

const manifestSchema = (partition: readonly Field[]): Schema => ({
  type: 'record',
  name: 'manifest_entry',
  fields: [
    { name: 'status', type: 'int', 'field-id': 0 },
    { name: 'snapshot_id', type: nullable('long'), 'field-id': 1 },
    { name: 'sequence_number', type: nullable('long'), 'field-id': 3 },
    {
      name: 'data_file',
      'field-id': 2,
      type: {
        type: 'record',
        name: 'r2',
        fields: [
          { name: 'content', type: 'int', 'field-id': 134 },
          { name: 'file_path', type: 'string', 'field-id': 100 },
          { name: 'file_format', type: 'string', 'field-id': 101 },
          { name: 'partition', type: { type: 'record', name: 'r102', fields: partition }, 'field-id': 102 },
          { name: 'record_count', type: 'long', 'field-id': 103 },
          { name: 'file_size_in_bytes', type: 'long', 'field-id': 104 },
          { name: 'null_value_counts', type: pairs('long', 121), 'field-id': 110 },
          { name: 'lower_bounds', type: pairs('bytes', 126), 'field-id': 125 },
          { name: 'upper_bounds', type: pairs('bytes', 129), 'field-id': 128 },
          { name: 'equality_ids', type: nullable({ type: 'array', items: 'int' }), 'field-id': 135 },
        ],
      },
    },
  ],
})

const listSchema: Schema = {
  type: 'record',
  name: 'manifest_file',
  fields: [
    { name: 'manifest_path', type: 'string', 'field-id': 500 },
    { name: 'manifest_length', type: 'long', 'field-id': 501 },
    { name: 'partition_spec_id', type: 'int', 'field-id': 502 },
    { name: 'content', type: 'int', 'field-id': 517 },
    { name: 'sequence_number', type: 'long', 'field-id': 515 },
    { name: 'min_sequence_number', type: 'long', 'field-id': 516 },
    { name: 'added_snapshot_id', type: 'long', 'field-id': 503 },
    {
      name: 'partitions',
      'field-id': 507,
      type: nullable({
        type: 'array',
        items: {
          type: 'record',
          name: 'r508',
          fields: [
            { name: 'contains_null', type: 'boolean', 'field-id': 509 },
            { name: 'lower_bound', type: nullable('bytes'), 'field-id': 510 },
            { name: 'upper_bound', type: nullable('bytes'), 'field-id': 511 },
          ],
        },
      }),
    },
  ],
}

const place = 's3://lake/t'

/** All files of a table of one snapshot. */
export function icebergTable(table: TableOf): Record<string, Uint8Array> {
  const { manifests, codec = 'null', location = place } = table
  const files: Record<string, Uint8Array> = {}
  const list = manifests.map((manifest, index) => {
    const bytes = manifestFile(manifest, table, location)
    files[`metadata/m${index}.avro`] = bytes
    for (const { path, bytes: own } of manifest.entries) if (!path.includes(':')) files[path] = own
    return {
      manifest_path: `${location}/metadata/m${index}.avro`,
      manifest_length: bytes.length,
      partition_spec_id: manifest.spec ?? 0,
      content: manifest.content ?? 0,
      sequence_number: manifest.sequence,
      min_sequence_number: 1,
      added_snapshot_id: 1,
      partitions:
        manifest.summaries?.map(({ low, high, hasNull }) => ({
          contains_null: hasNull ?? false,
          lower_bound: low ?? null,
          upper_bound: high ?? null,
        })) ?? null,
    }
  })
  files['metadata/snap-1.avro'] = avroFile(listSchema, list, {}, codec)
  files['metadata/v1.metadata.json'] = Buffer.from(JSON.stringify(tableMetadata(table, location)))
  return files
}

/** What the metadata file of such a table says. */
export function tableMetadata(table: TableOf, location: string = place): Record<string, unknown> {
  const { schemas, specs = [[]], properties = {}, version = 2 } = table
  const written = schemas.map((columns, id) => ({
    type: 'struct',
    'schema-id': id,
    fields: columns.map((column) => ({ required: false, ...column })),
  }))
  const partitions = specs.map((fields, id) => ({
    'spec-id': id,
    fields: fields.map(({ source, transform }, index) => ({
      name: `p${id}_${index}`,
      'field-id': 1000 + id * 10 + index,
      'source-id': source,
      transform,
    })),
  }))
  return {
    'format-version': version,
    'table-uuid': '9c12d441-03fe-4693-9a96-a0705ddf69c1',
    location,
    ...(version === 1 ? { schema: written.at(-1), 'partition-spec': partitions[0]?.fields } : {}),
    ...(version === 1
      ? {}
      : { schemas: written, 'current-schema-id': schemas.length - 1, 'partition-specs': partitions }),
    properties,
    'last-updated-ms': 1000,
    'last-sequence-number': 9,
    'last-column-id': 99,
    'default-spec-id': specs.length - 1,
    'last-partition-id': 1099,
    'default-sort-order-id': 0,
    'sort-orders': [{ 'order-id': 0, fields: [] }],
    refs: { main: { 'snapshot-id': 1, type: 'branch' } },
    'metadata-log': [],
    'current-snapshot-id': 1,
    snapshots: [
      {
        'snapshot-id': 1,
        'sequence-number': 9,
        'schema-id': schemas.length - 1,
        'timestamp-ms': 1000,
        'manifest-list': `${location}/metadata/snap-1.avro`,
        summary: { operation: 'append' },
      },
    ],
    'snapshot-log': [{ 'snapshot-id': 1, 'timestamp-ms': 1000 }],
  }
}

function manifestFile(
  { entries, partitionFields = [], spec = 0 }: ManifestOf,
  { codec = 'null', schemas, version = 2 }: TableOf,
  location: string,
): Uint8Array {
  const schema = {
    type: 'struct',
    'schema-id': schemas.length - 1,
    fields: schemas.at(-1)?.map((column) => ({ required: false, ...column })),
  }
  const about = {
    schema: JSON.stringify(schema),
    'partition-spec': '[]',
    'format-version': String(version),
    content: 'data',
  }
  const byId = (own: Readonly<Record<number, unknown>> | undefined): unknown =>
    own === undefined ? null : Object.entries(own).map(([key, value]) => ({ key: Number(key), value }))
  const values = entries.map((entry) => ({
    status: entry.status ?? 1,
    snapshot_id: 1,
    sequence_number: entry.sequence ?? null,
    data_file: {
      content: entry.content ?? 0,
      file_path: entry.path.includes(':') ? entry.path : `${location}/${entry.path}`,
      file_format: entry.format ?? 'PARQUET',
      partition: entry.partition ?? {},
      record_count: entry.rows,
      file_size_in_bytes: entry.bytes.length,
      null_value_counts: byId(entry.nulls),
      lower_bounds: byId(entry.lows),
      upper_bounds: byId(entry.highs),
      equality_ids: entry.equalityIds ?? null,
    },
  }))
  return avroFile(manifestSchema(partitionFields), values, { ...about, 'partition-spec-id': String(spec) }, codec)
}
