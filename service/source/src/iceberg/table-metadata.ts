import { limits } from '../lake/limits.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { list, long, type Members, maybe, members, readJson, text, truth, whole } from '../lake/shape.ts'
import { type IcebergType, icebergType } from './iceberg-type.ts'
import { readTransform, type Transform } from './transform.ts'

/** A metadata file of a table, as far as reading needs it. */
export type TableMetadata = {
  readonly uuid: string
  readonly location: string
  readonly currentSchema: IcebergSchema
  readonly schemas: ReadonlyMap<number, IcebergSchema>
  readonly specs: ReadonlyMap<number, readonly PartitionField[]>
  readonly properties: Members
  readonly currentSnapshot: bigint | undefined
  readonly snapshots: readonly Snapshot[]
  /** Which snapshot was current from when on, in milliseconds. */
  readonly history: readonly { readonly from: number; readonly snapshot: bigint }[]
}

export type IcebergSchema = { readonly id: number; readonly columns: readonly IcebergColumn[] }
export type IcebergColumn = {
  readonly id: number
  readonly name: string
  readonly isRequired: boolean
  readonly type: IcebergType
}
export type PartitionField = { readonly id: number; readonly source: number; readonly transform: Transform }
export type Snapshot = {
  readonly id: bigint
  readonly schema: number | undefined
  readonly manifestList: string | undefined
  /** Only where there is no list, in version 1. */
  readonly manifests: readonly string[]
  readonly summary: Members
}

/** Reads a metadata file. */
export function readTableMetadata(json: string): TableMetadata {
  const all = members(readJson(json, 'the metadata file'), 'the metadata file')
  const version = whole(all.get('format-version'), '`format-version`')
  if (version > 2 || version < 1)
    unsupported(
      `the table has version ${version} of Iceberg's format, with deletion vectors and more; 1 and 2 are read`,
    )
  const schemas = readSchemas(all)
  const current = maybe(all.get('current-schema-id'), '`current-schema-id`', whole) ?? schemas.at(-1)?.id
  const currentSchema = schemas.find(({ id }) => id === current)
  const snapshot = maybe(all.get('current-snapshot-id'), '`current-snapshot-id`', long)
  return {
    uuid: maybe(all.get('table-uuid'), '`table-uuid`', text) ?? '',
    location: text(all.get('location'), '`location`'),
    currentSchema: currentSchema ?? malformed('the current schema is not among the schemas'),
    schemas: new Map(schemas.map((schema) => [schema.id, schema])),
    specs: readSpecs(all),
    properties: maybe(all.get('properties'), '`properties`', members) ?? new Map(),
    currentSnapshot: snapshot === -1n ? undefined : snapshot,
    snapshots: (maybe(all.get('snapshots'), '`snapshots`', list) ?? []).map(readSnapshot),
    history: (maybe(all.get('snapshot-log'), '`snapshot-log`', list) ?? []).map((entry) => {
      const own = members(entry, 'an entry of `snapshot-log`')
      return {
        from: whole(own.get('timestamp-ms'), '`timestamp-ms`'),
        snapshot: long(own.get('snapshot-id'), '`snapshot-id`'),
      }
    }),
  }
}

function readSchemas(all: Members): readonly IcebergSchema[] {
  const schemas = maybe(all.get('schemas'), '`schemas`', list)
  // Version 1 may have the current schema alone, without an id.
  return schemas === undefined ? [readSchema(all.get('schema'))] : schemas.map(readSchema)
}

function readSchema(value: unknown): IcebergSchema {
  const all = members(value, 'a schema')
  const fields = list(all.get('fields'), 'the fields of a schema')
  if (fields.length > limits.columns) malformed(`a schema has more than ${limits.columns} columns`)
  const columns = fields.map((field): IcebergColumn => {
    const own = members(field, 'a field of a schema')
    if (own.has('initial-default')) unsupported('a column has a default value for older files, as version 3 allows')
    return {
      id: whole(own.get('id'), 'the id of a field'),
      name: text(own.get('name'), 'the name of a field'),
      isRequired: truth(own.get('required'), 'whether a field is required'),
      type: icebergType(own.get('type')),
    }
  })
  if (new Set(columns.map(({ id }) => id)).size < columns.length) malformed('two columns of a schema have one id')
  if (new Set(columns.map(({ name }) => name)).size < columns.length) malformed('two columns of a schema have one name')
  return { id: maybe(all.get('schema-id'), '`schema-id`', whole) ?? 0, columns }
}

function readSpecs(all: Members): TableMetadata['specs'] {
  const specs = maybe(all.get('partition-specs'), '`partition-specs`', list)
  if (specs === undefined) return new Map([[0, readFields(all.get('partition-spec') ?? [])]])
  return new Map(
    specs.map((spec) => {
      const own = members(spec, 'a partition spec')
      return [whole(own.get('spec-id'), '`spec-id`'), readFields(own.get('fields'))]
    }),
  )
}

function readFields(fields: unknown): readonly PartitionField[] {
  return list(fields, 'a partition spec').map((field, index) => {
    const own = members(field, 'a field of a partition spec')
    return {
      id: maybe(own.get('field-id'), '`field-id`', whole) ?? 1000 + index,
      source: whole(own.get('source-id'), '`source-id`'),
      transform: readTransform(text(own.get('transform'), '`transform`')),
    }
  })
}

function readSnapshot(value: unknown): Snapshot {
  const own = members(value, 'a snapshot')
  return {
    id: long(own.get('snapshot-id'), '`snapshot-id`'),
    schema: maybe(own.get('schema-id'), '`schema-id`', whole),
    manifestList: maybe(own.get('manifest-list'), '`manifest-list`', text),
    manifests: (maybe(own.get('manifests'), '`manifests`', list) ?? []).map((path) => text(path, 'a manifest')),
    summary: maybe(own.get('summary'), '`summary`', members) ?? new Map(),
  }
}
