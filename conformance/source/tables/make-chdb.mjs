// Makes the tables of this folder that another engine wrote: chDB (Apache-2.0, npm package `chdb`, 3.4.0), which is no
// dependency of the project. Run it in a folder where `npm install chdb` was run:
//
//   node make-chdb.mjs FOLDER
//
// FOLDER is made anew; what lies in it afterwards is copied here.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const { Session } = createRequire(join(process.cwd(), 'x.js'))('chdb')
const folder = resolve(process.argv[2] ?? '/tmp/tables')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
process.chdir(folder)
const session = new Session(`${folder}-session`, { connectionArgs: [`--user_files_path=${folder}`] })
const iceberg = 'settings allow_experimental_insert_into_iceberg=1'
const run = (sql) => {
  console.log(sql)
  console.log(session.query(sql, 'CSV'))
}

run(`create table ice (id Int64, seg Nullable(Int32), v Nullable(Float64), name Nullable(String), day Nullable(Date))
  engine=IcebergLocal('chdb-iceberg/', 'Parquet')`)
const rows = (from, count) => `select number + ${from}, if(number % 7 = 0, null, number % 10), number / 3,
  if(number % 5 = 0, null, concat('n', toString(number % 4))), toDate('2026-01-01') + number % 50 from numbers(${count})`
run(`insert into ice ${rows(0, 1000)} ${iceberg}`)
run(`insert into ice ${rows(1000, 200)} ${iceberg}`)
run(`alter table ice delete where id < 10 ${iceberg}, mutations_sync=1`)
run(`insert into ice ${rows(2000, 50)} ${iceberg}`)
run(`alter table ice delete where id % 100 = 3 ${iceberg}, mutations_sync=1`)
run(`select count(), sum(id), sum(seg), count(name) from icebergLocal('chdb-iceberg/')`)

run(`create table parted (id Int64, seg Nullable(Int32), name Nullable(String))
  engine=IcebergLocal('chdb-iceberg-parted/', 'Parquet') partition by (icebergTruncate(10, id))`)
run(`insert into parted select number, number % 3, toString(number) from numbers(40) ${iceberg}`)
run(`alter table parted delete where id % 10 = 3 ${iceberg}, mutations_sync=1`)
run(`select count(), sum(id) from icebergLocal('chdb-iceberg-parted/')`)

// chDB appends to tables of Delta, and begins none: the first commit is written by hand.
const { parquetWriteBuffer } = await import(new URL('../../../node_modules/hyparquet-writer/src/index.js', import.meta.url))
const delta = join(folder, 'chdb-delta')
mkdirSync(join(delta, '_delta_log'), { recursive: true })
const first = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [0n, 1n, 2n], type: 'INT64' },
      { name: 'seg', data: [0, 1, 2], type: 'INT32' },
      { name: 'v', data: [0.5, 1.5, 2.5], type: 'DOUBLE' },
    ],
  }),
)
writeFileSync(join(delta, 'first.parquet'), first)
const fields = [
  ['id', 'long'],
  ['seg', 'integer'],
  ['v', 'double'],
].map(([name, type]) => ({ name, type, nullable: true, metadata: {} }))
const actions = [
  { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
  {
    metaData: {
      id: 'b3c1d6f0-0000-4000-8000-000000000002',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify({ type: 'struct', fields }),
      partitionColumns: [],
      configuration: {},
      createdTime: 0,
    },
  },
  { add: { path: 'first.parquet', partitionValues: {}, size: first.length, modificationTime: 0, dataChange: true } },
]
writeFileSync(
  join(delta, '_delta_log', `${'0'.repeat(20)}.json`),
  actions.map((action) => `${JSON.stringify(action)}\n`).join(''),
)
run(`create table d engine=DeltaLakeLocal('${delta}/')`)
const append = 'settings allow_experimental_delta_lake_writes=1'
run(`insert into d select number + 100, number % 3, number / 2 from numbers(20) ${append}`)
run(`insert into d select number + 200, number % 3, number / 2 from numbers(5) ${append}`)
run(`select count(), sum(id), sum(seg), sum(v) from deltaLakeLocal('${delta}/')`)
