import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import {
  anyAddress,
  type Connection,
  type LocalTable,
  type Need,
  openSources,
  type PinnedTable,
  type Sourced,
  type Sources,
  type TableSource,
} from '@glovebox/source'
import { rowsOf } from './duckdb.ts'
import { type CatalogTable, type GlueDouble, openGlueDouble } from './glue-double.ts'
import { openS3Double, type S3Double } from './s3-double.ts'
import { value } from './table-source.suite.ts'

// The Glue Data Catalog as a double has it, which holds requests and answers against AWS's own model; files in a double of S3.

/** A folder that is there until the tests are over. */
export const folder: string = mkdtempSync(join(tmpdir(), 'glovebox-glue-'))
/** Whose catalog and bucket it is. */
export const account = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'a/secret+of/forty+characters/0123456789ab',
  sessionToken: 'a/session+token==',
  region: 'eu-central-1',
} as const
let [glue, s3, sources]: [GlueDouble?, S3Double?, Sources?] = []
before(async () => {
  glue = await openGlueDouble(account, { pageSize: 2 })
  s3 = await openS3Double(account, { bucket: 'bucket', clock: Date.now, pageSize: 3 })
  sources = await openSources({ guard: anyAddress, cache: { bytes: 1_000_000 } })
})
after(async () => {
  await glue?.close()
  await s3?.close()
  await sources?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The catalog and the bucket. */
export function doubles(): { readonly glue: GlueDouble; readonly s3: S3Double } {
  if (glue === undefined || s3 === undefined) throw new Error('not begun')
  return { glue, s3 }
}

/** A connection to both. */
export function connectionWith(secretAccessKey: string = account.secretAccessKey): Connection {
  const { glue, s3 } = doubles()
  const { accessKeyId, sessionToken, region } = account
  return {
    ...({ kind: 's3', region, addressing: 'path', endpoint: s3.url, glueEndpoint: glue.url } as const),
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  }
}

/** A table of the catalog. */
export function source(path: string, connection: Connection = connectionWith()): TableSource {
  if (sources === undefined) throw new Error('not begun')
  return value(sources.open({ kind: 'glue', path }, { connection, owner: 'owner', folder }))
}

/** A table of the catalog in its one version. */
export const pin = (path: string): Promise<Sourced<PinnedTable>> => source(path).pin({})

/** Names and what is said of them: columns and their types, parameters and their values. */
export type Columns = Readonly<Record<string, string>>
type Format = { readonly InputFormat: string; readonly SerdeInfo: object }
type Formats = {
  readonly parquet: Format
  readonly delimited: (parameters?: Columns) => Format
  readonly quoted: (parameters?: Columns) => Format
  readonly json: (parameters?: Columns) => Format
}

/** How files of tables are written, as a catalog says it. */
export const formats: Formats = {
  parquet: {
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  },
  delimited: (parameters = { 'field.delim': ',' }) =>
    text('org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', parameters),
  quoted: (parameters = {}) => text('org.apache.hadoop.hive.serde2.OpenCSVSerde', parameters),
  json: (parameters = {}) => text('org.openx.data.jsonserde.JsonSerDe', parameters),
}

/** Lines of text, written by a library. */
export function text(library: string, parameters: Columns): Format {
  return {
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    SerdeInfo: { SerializationLibrary: library, Parameters: parameters },
  }
}

const columnsOf = (columns: Columns) => Object.entries(columns).map(([Name, Type]) => ({ Name, Type }))

/** Puts a table into the catalog. */
export function define(
  name: string,
  columns: Columns,
  format: object,
  more: {
    readonly keys?: Columns
    readonly partitions?: readonly (readonly [values: readonly string[], location: string, format?: object])[]
    readonly parameters?: Columns
    readonly location?: string
    readonly table?: object
  } = {},
): void {
  const Columns = columnsOf(columns)
  const defined: CatalogTable = {
    table: {
      Name: name,
      DatabaseName: 'db',
      TableType: 'EXTERNAL_TABLE',
      VersionId: '1',
      Parameters: { EXTERNAL: 'TRUE', ...more.parameters },
      StorageDescriptor: { Columns, Location: more.location ?? `s3://bucket/${name}`, ...format },
      PartitionKeys: columnsOf(more.keys ?? {}),
      ...more.table,
    },
    partitions: (more.partitions ?? []).map(([Values, Location, own = format]) => ({
      DatabaseName: 'db',
      TableName: name,
      Values,
      StorageDescriptor: { Columns, Location, ...own },
    })),
  }
  doubles().glue.tables.set(`db.${name}`, defined)
}

/** Rows of a local table as its catalog has its columns: names in files, constants and columns that are in none. */
export function scan(columns: Columns): (table: LocalTable) => string {
  return ({ format, files }) => {
    const scans = files.map(({ path, constants = {}, names = {} }) => {
      const cells = Object.entries(columns).map(([name, type]) => {
        const quoted = `"${name}"`
        if (Object.hasOwn(constants, name))
          return `${constants[name] === null ? 'NULL' : `'${constants[name]}'`} AS ${quoted}`
        const own = Object.hasOwn(names, name) ? names[name] : name
        return own === null ? `NULL AS ${quoted}` : `CAST("${own}" AS ${type}) AS ${quoted}`
      })
      const options =
        format === 'csv' ? ", header = true, all_varchar = true, nullstr = '', allow_quoted_nulls = false" : ''
      return `SELECT ${cells.join(', ')} FROM read_${format}('${path}'${options})`
    })
    const nothing = `SELECT ${Object.entries(columns)
      .map(([name, type]) => `CAST(NULL AS ${type}) AS "${name}"`)
      .join(', ')} WHERE false`
    return `(${[nothing, ...scans].join(' UNION ALL ')})`
  }
}

let files = 0
/** The rows of a table of the catalog, as JSON. */
export async function rows(
  path: string,
  columns: readonly string[],
  need: Partial<Need> = {},
): Promise<readonly string[]> {
  const pinned = value(await pin(path))
  const local = value(await pinned.fetch({ folder: mkdtempSync(join(folder, 'need-')), ...need }, {}))
  const cells = columns.map((name) => `"${name}"::VARCHAR`).join(', ')
  return rowsOf(
    `SELECT ${cells} FROM ${scan(Object.fromEntries(columns.map((name) => [name, 'VARCHAR'])))(local)} ORDER BY ALL`,
  )
}

/** Puts a file of what is selected into the bucket. */
export async function putParquet(key: string, select: string): Promise<void> {
  const path = join(folder, `${files++}.parquet`)
  await rowsOf(`COPY (${select}) TO '${path}' (FORMAT parquet)`)
  doubles().s3.put(key, new Uint8Array(readFileSync(path)))
}
