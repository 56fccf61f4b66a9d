import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { anyAddress, type Connection, openSources, type SourcePlace, type TableSource } from '@glovebox/source'
import { Client } from 'pg'
import { addTable } from '../../apps/member/src/share/manage/edit-config.ts'
import { must, openTestShare } from '../../apps/member/src/share/share.suite.ts'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { add, commit, commitKey, metaData, protocol } from './delta-table.ts'
import { rowsOf } from './duckdb.ts'
import { type Column, columnTypes, rowsSql } from './equal-rows.ts'
import { openGlueDouble } from './glue-double.ts'
import { icebergTable } from './iceberg-table.ts'
import { parquetFile } from './parquet-file.ts'
import { openS3Double, type S3Double } from './s3-double.ts'
import { value } from './table-source.suite.ts'

/** The same table, wherever tables may live. */
export type EqualTables = {
  /** By the name of the place; the first is a file on this machine, read whole. */
  readonly sources: ReadonlyMap<string, TableSource>
  readonly s3: S3Double
  close(): Promise<void>
}

const account = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'a/secret+of/forty+characters/0123456789ab',
  sessionToken: 'a/session+token==',
  region: 'eu-central-1',
}
const parts = [0, 1, 2, 3]
const names = Object.keys(columnTypes) as Column[]
const unparted = names.filter((name) => name !== 'part')

/** Puts the table into every place. */
export async function openEqualTables(rows: number): Promise<EqualTables> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-equal-'))
  const files = await writeFiles(folder, rows)
  const s3 = await openS3Double(account, { bucket: 'bucket', clock: Date.now, pageSize: 3 })
  const glue = await openGlueDouble(account, { pageSize: 3 })
  const sources = await openSources({ guard: anyAddress, cache: { bytes: 0 } })
  const web = await openWeb(join(folder, 'whole.parquet'))
  putFiles(s3, folder)
  putIceberg(s3, folder, rows)
  putDelta(s3, files)
  define(glue.tables)
  const share = await openTestShare()
  share.now = Date.now()
  for (const part of parts) {
    mkdirSync(join(share.data, 'equal', `part=${part}`), { recursive: true })
    writeFileSync(join(share.data, 'equal', `part=${part}`, 'x.parquet'), files.get(part) ?? '')
  }
  must(
    await addTable(share.folder, 'results.default.equal', {
      files: '../data/equal/part=*/*.parquet',
      partitions: { part: 'long' },
      buckets: share.buckets,
    }),
  )
  // Its minutes are counted by its own clock.
  const ticking = setInterval(() => {
    share.now = Date.now()
  }, 100)
  const bearerToken = await share.recipient('equal', ['results'])
  const { owner, connection: database } = await putPostgres(join(folder, 'whole.json'))
  const { accessKeyId, secretAccessKey, sessionToken, region } = account
  const bucket: Connection = {
    ...({ kind: 's3', region, addressing: 'path', endpoint: s3.url, glueEndpoint: glue.url } as const),
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  }
  const profile = { type: 'bearer_token', endpoint: share.server.endpoint, bearerToken } as const
  const places: readonly (readonly [name: string, place: SourcePlace, connection?: Connection])[] = [
    ['whole', { kind: 'file', path: 'whole.parquet', format: 'parquet' }],
    ['csv', { kind: 'file', path: 'whole.csv', format: 'csv' }],
    ['json', { kind: 'file', path: 'whole.json.gz', format: 'json' }],
    ['parquet', { kind: 'file', path: 'few/*.parquet', format: 'parquet' }],
    ['s3', { kind: 's3', path: 's3://bucket/whole.parquet', format: 'parquet', isPartitioned: false }, bucket],
    ['s3csv', { kind: 's3', path: 's3://bucket/csv/', format: 'csv', isPartitioned: false }, bucket],
    ['s3parts', { kind: 's3', path: 's3://bucket/parts/', format: 'parquet', isPartitioned: true }, bucket],
    ['https', { kind: 'https', path: `${web.url}/t.parquet`, format: 'parquet', isPartitioned: false }],
    ['postgres', { kind: 'postgres', path: 'public.equal' }, database],
    ['iceberg', { kind: 'iceberg', path: 's3://bucket/iceberg' }, bucket],
    ['delta', { kind: 'delta', path: 's3://bucket/delta' }, bucket],
    ['sharing', { kind: 'delta-sharing', path: 'results.default.equal' }, { kind: 'delta-sharing', profile }],
    ['glue', { kind: 'glue', path: 'db.parts' }, bucket],
    ['gluelines', { kind: 'glue', path: 'db.lines' }, bucket],
    ['glueiceberg', { kind: 'glue', path: 'db.iceberg' }, bucket],
    ['gluedelta', { kind: 'glue', path: 'db.delta' }, bucket],
  ]
  const opened = places.map(([name, place, connection]): [string, TableSource] => [
    name,
    value(sources.open(place, { connection, owner: 'owner', folder })),
  ])
  return {
    sources: new Map(opened),
    s3,
    close: async () => {
      clearInterval(ticking)
      await sources.close()
      await Promise.all([s3.close(), glue.close(), web.close(), share.close(), owner.end()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The files that the places are made of; those of the parts, without the column of that name. */
async function writeFiles(folder: string, rows: number): Promise<ReadonlyMap<number, Uint8Array>> {
  mkdirSync(join(folder, 'few'))
  const all = rowsSql(rows)
  const ids = `FIELD_IDS {${names.map((name, at) => `"${name}": ${at + 1}`).join(', ')}}`
  const parquet = 'FORMAT parquet, ROW_GROUP_SIZE 2048'
  const copies = [
    `(SELECT * FROM ${all} ORDER BY id) TO '${folder}/whole.parquet' (${parquet})`,
    `(SELECT * FROM ${all} ORDER BY id) TO '${folder}/whole.csv' (FORMAT csv)`,
    `(SELECT * FROM ${all} ORDER BY id) TO '${folder}/whole.json' (FORMAT json)`,
    `(SELECT * FROM ${all} WHERE ok ORDER BY day) TO '${folder}/few/1.parquet' (${parquet}, COMPRESSION zstd)`,
    `(SELECT * FROM ${all} WHERE ok IS NOT true ORDER BY city) TO '${folder}/few/2.parquet' (${parquet})`,
    `(SELECT * FROM ${all} WHERE id % 2 = 0 ORDER BY id) TO '${folder}/even.parquet' (${parquet}, ${ids})`,
    `(SELECT * FROM ${all} WHERE id % 2 = 1 ORDER BY grp) TO '${folder}/odd.parquet' (${parquet}, ${ids})`,
    `(SELECT * FROM ${all} WHERE id < 900 ORDER BY id) TO '${folder}/gone.parquet' (${parquet}, ${ids})`,
    `(SELECT * FROM ${all} ORDER BY id) TO '${folder}/lines.txt' (FORMAT csv, HEADER false, DELIM '\u0001', QUOTE '', ESCAPE '', NULLSTR '\\N')`,
    ...parts.map(
      (part) =>
        `(SELECT ${unparted.map((name) => `"${name}"`).join(', ')} FROM ${all} WHERE part = ${part} ORDER BY id) TO '${folder}/part${part}.parquet' (${parquet})`,
    ),
  ]
  await rowsOf(copies.map((copy) => `COPY ${copy}`).join('; '))
  writeFileSync(join(folder, 'whole.json.gz'), gzipSync(readFileSync(join(folder, 'whole.json'))))
  return new Map(parts.map((part) => [part, new Uint8Array(readFileSync(join(folder, `part${part}.parquet`)))]))
}

function putFiles(s3: S3Double, folder: string): void {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))
  s3.put('whole.parquet', read('whole.parquet'))
  s3.put('csv/t.csv.gz', gzipSync(read('whole.csv')))
  s3.put('lines/t.gz', gzipSync(read('lines.txt')))
  for (const part of parts) s3.put(`parts/part=${part}/x.parquet`, read(`part${part}.parquet`))
}

/** Two files of rows, and one of rows that are all deleted. */
function putIceberg(s3: S3Double, folder: string, rows: number): void {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))
  const gone = Math.min(900, rows)
  const location = 's3://bucket/iceberg'
  const positions = parquetFile({
    file_path: { values: Array(gone).fill(`${location}/gone.parquet`), type: 'STRING', id: 2147483546 },
    pos: { values: Array.from({ length: gone }, (_, at) => BigInt(at)), type: 'INT64', id: 2147483545 },
  })
  const table = icebergTable({
    location,
    schemas: [names.map((name, at) => ({ id: at + 1, name, type: columnTypes[name].iceberg }))],
    manifests: [
      {
        sequence: 1,
        entries: ['even', 'odd', 'gone'].map((name) => ({
          path: `${name}.parquet`,
          bytes: read(`${name}.parquet`),
          rows: name === 'gone' ? gone : rows / 2,
        })),
      },
      { sequence: 2, content: 1, entries: [{ path: 'positions.parquet', bytes: positions, rows: gone, content: 1 }] },
    ],
  })
  for (const [key, bytes] of Object.entries(table)) s3.put(`iceberg/${key}`, bytes)
}

function putDelta(s3: S3Double, files: ReadonlyMap<number, Uint8Array>): void {
  const fields = names.map((name) => ({ name, type: columnTypes[name].delta }))
  const added = [...files].map(([part, bytes]) => {
    const path = `part=${part}/x.parquet`
    s3.put(`delta/${path}`, bytes)
    return add(path, bytes, { partitionValues: { part: String(part) } })
  })
  s3.put(`delta/${commitKey(0)}`, commit(protocol(), metaData(fields, ['part']), ...added.slice(0, 2)))
  s3.put(`delta/${commitKey(1)}`, commit(...added.slice(2)))
}

type GlueTables = Awaited<ReturnType<typeof openGlueDouble>>['tables']

function define(tables: GlueTables): void {
  const columns = (own: readonly Column[]) => own.map((name) => ({ Name: name, Type: columnTypes[name].hive }))
  const parquet = {
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  }
  const lines = {
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', Parameters: {} },
  }
  const table = (Name: string, more: object) => ({ Name, DatabaseName: 'db', TableType: 'EXTERNAL_TABLE', ...more })
  const at = (Location: string, more: object = parquet, own: readonly Column[] = names) => ({
    StorageDescriptor: { Location, Columns: columns(own), ...more },
  })
  tables.set('db.parts', {
    table: table('parts', { ...at('s3://bucket/parts', parquet, unparted), PartitionKeys: columns(['part']) }),
    partitions: parts.map((part) => ({
      Values: [String(part)],
      ...at(`s3://bucket/parts/part=${part}`, parquet, unparted),
    })),
  })
  tables.set('db.lines', { table: table('lines', at('s3://bucket/lines/', lines)) })
  tables.set('db.iceberg', {
    table: table('iceberg', {
      ...at('s3://bucket/iceberg', {}),
      Parameters: { table_type: 'ICEBERG', metadata_location: 's3://bucket/iceberg/metadata/v1.metadata.json' },
    }),
  })
  tables.set('db.delta', {
    table: table('delta', { ...at('s3://bucket/delta/', {}), Parameters: { 'spark.sql.sources.provider': 'delta' } }),
  })
}

async function putPostgres(json: string): Promise<{ readonly owner: Client; readonly connection: Connection }> {
  const url = await (await sharedPostgres()).newDatabase()
  const owner = new Client({ connectionString: url })
  await owner.connect()
  const columns = names.map((name) => `"${name}" ${columnTypes[name].postgres}`).join(', ')
  const user = `equal_${process.pid}`
  await owner.query(
    `CREATE TABLE equal (${columns}); CREATE ROLE ${user} LOGIN PASSWORD 'secret'; GRANT SELECT ON equal TO ${user}`,
  )
  const rows = `[${readFileSync(json, 'utf8').trim().split('\n').join(',')}]`
  await owner.query('INSERT INTO equal SELECT * FROM json_populate_recordset(NULL::equal, $1)', [rows])
  const parsed = new URL(url)
  return {
    owner,
    connection: {
      ...{ kind: 'postgres', host: parsed.searchParams.get('host') ?? '', port: 5432 },
      ...{ database: parsed.pathname.slice(1), user, password: 'secret', tls: { mode: 'off' } },
    },
  }
}

/** A site with one file, that answers ranges. */
async function openWeb(path: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const content = readFileSync(path)
  const server = createServer((request, response) => {
    const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const [first, last] = [Number(from), to === '' ? content.length - 1 : Math.min(Number(to), content.length - 1)]
    const body = from === '' ? content : content.subarray(first, last + 1)
    response.writeHead(from === '' ? 200 : 206, {
      etag: '"one"',
      'accept-ranges': 'bytes',
      'content-length': body.length,
      ...(from === '' ? {} : { 'content-range': `bytes ${first}-${last}/${content.length}` }),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
