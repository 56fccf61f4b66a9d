import { refuse, unsupported } from '../lake/refused.ts'
import { list, type Members, maybe, members, text, truth } from '../lake/shape.ts'
import type { SourceColumn } from '../port/table-source.ts'
import { readS3Address, type S3Address } from '../storage/s3/s3-address.ts'
import { type FileLayout, fileLayout } from './file-layout.ts'
import { hiveType } from './hive-type.ts'

/** What a catalog says that a table is. */
export type TableDefinition =
  | { readonly kind: 'iceberg'; readonly folder: S3Address; readonly metadata: string }
  | { readonly kind: 'delta'; readonly folder: S3Address }
  | FilesDefinition

/** A table of files in folders. */
export type FilesDefinition = {
  readonly kind: 'files'
  readonly versionId: string
  readonly parameters: Members
  readonly layout: FileLayout
  readonly columns: readonly SourceColumn[]
  readonly keys: readonly SourceColumn[]
  readonly folder: S3Address
}

const where = 'the table’s definition'

/** Reads what a table is. Views, links, tables of other kinds, and those with permissions of their own are refused. */
export function tableDefinition(table: Members): TableDefinition {
  const parameters = maybe(table.get('Parameters'), where, members) ?? new Map<string, unknown>()
  const word = (name: string): string => (maybe(parameters.get(name), where, text) ?? '').toLowerCase()
  refuseOthers(table, word)
  const descriptor = maybe(table.get('StorageDescriptor'), where, members) ?? new Map<string, unknown>()
  const location = maybe(descriptor.get('Location'), where, text)
  if (word('table_type') === 'iceberg')
    return iceberg(location, maybe(parameters.get('metadata_location'), where, text))
  if (word('spark.sql.sources.provider') === 'delta' || word('table_type') === 'delta')
    return { kind: 'delta', folder: folderAt(sparkPath(descriptor) ?? location) }
  if (word('projection.enabled') === 'true')
    unsupported('the table’s partitions are projected (`projection.enabled`), not listed; list them in the catalog')
  const columns = columnsOf(descriptor.get('Columns'))
  const keys = columnsOf(table.get('PartitionKeys'))
  const names = [...columns, ...keys].map(({ name }) => name.toLowerCase())
  if (new Set(names).size < names.length) unsupported('two columns of the table differ in case only, or not at all')
  return {
    kind: 'files',
    versionId: maybe(table.get('VersionId'), where, text) ?? '',
    parameters,
    layout: fileLayout(descriptor, parameters),
    columns,
    keys,
    folder: folderAt(location),
  }
}

function refuseOthers(table: Members, word: (name: string) => string): void {
  const type = (maybe(table.get('TableType'), where, text) ?? '').toUpperCase()
  const isSet = (name: string): boolean => maybe(table.get(name), where, truth) === true
  const has = (name: string): boolean => maybe(table.get(name), where, members) !== undefined
  if (has('TargetTable')) unsupported('the name is a link to a table of another catalog; name that table')
  if (type === 'VIRTUAL_VIEW' || has('ViewDefinition') || isSet('IsMultiDialectView') || isSet('IsMaterializedView'))
    unsupported('it is a view; name the tables that it reads')
  if (has('FederatedTable')) unsupported('it is a table of another catalog, which is not read through this one')
  if (type === 'GOVERNED' || isSet('IsRegisteredWithLakeFormation'))
    unsupported('Lake Formation governs the table, and files are read here past its permissions')
  if (!['', 'EXTERNAL_TABLE', 'MANAGED_TABLE'].includes(type))
    unsupported(`a table of the type \`${type}\` is not read`)
  if (word('transactional') === 'true') unsupported('the table is a transactional one of Hive, which is not read')
}

/** The columns of a list of the catalog. */
export function columnsOf(value: unknown): readonly SourceColumn[] {
  return (maybe(value, where, list) ?? []).map((one): SourceColumn => {
    const column = members(one, where)
    const sourceType = maybe(column.get('Type'), where, text) ?? ''
    const type = hiveType(sourceType)
    return {
      name: text(column.get('Name'), where),
      sourceType,
      isNullable: true,
      ...(type === undefined ? {} : { type }),
    }
  })
}

/** The folder of a location. */
export function folderAt(location: string | undefined): S3Address {
  const address = location === undefined ? undefined : readS3Address(location.replace(/^s3[an]:/i, 's3:'))
  if (address === undefined)
    return refuse('unsupported', 'the catalog names no place of S3 for the table, or for one of its partitions')
  const key = address.key.replace(/\/+$/, '')
  return { bucket: address.bucket, key: key === '' ? '' : `${key}/` }
}

/** Where Spark keeps the place of its own tables: the location is then a folder that nothing is in. */
function sparkPath(descriptor: Members): string | undefined {
  const serde = maybe(descriptor.get('SerdeInfo'), where, members)
  const own = maybe(serde?.get('Parameters'), where, members)
  return maybe(own?.get('path'), where, text)
}

function iceberg(location: string | undefined, metadata: string | undefined): TableDefinition {
  const file = metadata === undefined ? undefined : readS3Address(metadata.replace(/^s3[an]:/i, 's3:'))
  if (file === undefined) return unsupported('it is a table of Iceberg, and the catalog does not name its metadata')
  const folder =
    location === undefined ? { ...file, key: file.key.replace(/metadata\/[^/]*$/, '') } : folderAt(location)
  if (folder.bucket !== file.bucket || !file.key.startsWith(folder.key))
    return unsupported('the metadata of the table of Iceberg lies outside of the table’s own folder')
  return { kind: 'iceberg', folder, metadata: file.key.slice(folder.key.length) }
}
