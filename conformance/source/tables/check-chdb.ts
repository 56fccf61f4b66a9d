// Reads tables that are built after the specifications with chDB and with ours, and says where they differ. No test: chDB
// is no dependency. Run it in a folder where `npm install chdb` was run, with the Node of this project:
//
//   node check-chdb.ts FOLDER
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { localFolder, openDelta, openIceberg } from '../../../service/source/src/index.ts'
import { add, checkpoint, commit, commitKey, metaData, protocol, remove, vectorFile, z85 } from '../delta-table.ts'
import { type Column, icebergTable } from '../iceberg-table.ts'
import { parquetFile, type WrittenColumn } from '../parquet-file.ts'
import { rowsOfTable } from '../rows-of-table.ts'

const folder = resolve(process.argv[2] ?? '/tmp/tables-check')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

type Files = Readonly<Record<string, Uint8Array>>
const longs = (values: readonly (number | null)[], id: number): WrittenColumn => ({
  values: values.map((value) => (value === null ? null : BigInt(value))),
  type: 'INT64',
  id,
})
const span = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)
const ids = (from: number, count: number): Uint8Array => parquetFile({ id: longs(span(from, count), 1) })
const idField = { name: 'id', type: 'long' }
const data = ids(0, 70_000)
const small = ids(0, 30)

function withVector(bytes: Uint8Array, deletionVector: Record<string, unknown>, more: Files = {}): Files {
  return {
    'a.parquet': bytes,
    ...more,
    [commitKey(0)]: commit(protocol('deletionVectors'), metaData([idField]), add('a.parquet', bytes)),
    [commitKey(1)]: commit(remove('a.parquet'), add('a.parquet', bytes, { deletionVector })),
  }
}

function stored(rows: readonly number[], kind: 'array' | 'bits' | 'runs'): Files {
  const { file, descriptor } = vectorFile(rows, kind)
  const uuid = 'd2c639aa-8816-431a-aaf6-d3fe2512ff61'
  const path = `ab${z85(Buffer.from(uuid.replaceAll('-', ''), 'hex'))}`
  const vector = { ...descriptor, storageType: 'u', pathOrInlineDv: path }
  return withVector(data, vector, { [`ab/deletion_vector_${uuid}.bin`]: file })
}

const mapped = (name: string, physical: string, id: number) => ({
  name,
  type: 'long',
  metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physical },
})
const evolved = parquetFile({ 'col-1': longs([1, 2], 1), id: longs([7, 8], 2) })
const added = parquetFile({ 'col-1': longs([3], 1), n: longs([4], 3) })
const state = [protocol('v2Checkpoint'), metaData([idField]), add('a.parquet', small)]
const part = (name: string): string => `_delta_log/00000000000000000001.checkpoint${name}`
const lines: Files = { [commitKey(2)]: commit(add('b.parquet', data)), 'a.parquet': small, 'b.parquet': data }
const hint = { '_delta_log/_last_checkpoint': Buffer.from('{"version":1,"size":3}') }
const hintOfParts = { '_delta_log/_last_checkpoint': Buffer.from('{"version":1,"size":3,"parts":2}') }

const delta: Record<string, Files> = {
  'deletion vector in the log': withVector(small, {
    storageType: 'i',
    pathOrInlineDv: '^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L',
    sizeInBytes: 44,
    cardinality: 6,
  }),
  'deletion vector of arrays': stored([0, 1, 5, 69_999], 'array'),
  'deletion vector of bits': stored(span(3, 60_000).concat(span(65_540, 4200)), 'bits'),
  'deletion vector of runs': stored(span(10, 50_000).concat(span(65_530, 20)), 'runs'),
  'columns mapped by name': {
    'a.parquet': evolved,
    'b.parquet': added,
    [commitKey(0)]: commit(
      protocol('columnMapping'),
      metaData([mapped('id', 'col-1', 1), mapped('more', 'n', 3)], [], { 'delta.columnMapping.mode': 'name' }),
      add('a.parquet', evolved),
      add('b.parquet', added),
    ),
  },
  'checkpoint in one file': { ...lines, ...hint, [part('.parquet')]: checkpoint(...state) },
  'checkpoint in parts': {
    ...lines,
    ...hintOfParts,
    [part('.0000000001.0000000002.parquet')]: checkpoint(...state.slice(0, 2)),
    [part('.0000000002.0000000002.parquet')]: checkpoint(...state.slice(2)),
  },
}

const idColumn: Column = { id: 1, name: 'id', type: 'long' }
const entry = (path: string, bytes: Uint8Array, rows: number) => ({ path, bytes, rows })
const schemas = [[idColumn, { id: 2, name: 'more', type: 'long' }]]
const both = parquetFile({ id: longs([1, 1, null, 2], 1), more: longs([7, null, 8, null], 2) })
const gone = parquetFile({ id: longs([1, null], 1), more: longs([null, 8], 2) })
const place = (name: string): string => `/${name}`
const iceberg: Record<string, (location: string) => Files> = {
  'schema that changed': (location) => {
    const old = parquetFile({ was: longs([1, 2], 1), id: longs([7, 8], 9) })
    const young = parquetFile({ more: longs([4], 2), id: longs([3], 1) })
    const entries = [entry('data/a.parquet', old, 2), entry('data/b.parquet', young, 1)]
    return icebergTable({ location, schemas: [[{ ...idColumn, name: 'was' }, { id: 9, name: 'id', type: 'long' }], ...schemas], manifests: [{ sequence: 1, entries }] })
  },
  'deletes by places': (location) => {
    const deletes = parquetFile({
      file_path: { values: [`${location}/data/a.parquet`, `${location}/data/a.parquet`], type: 'STRING', id: 2147483546 },
      pos: longs([0, 29], 2147483545),
    })
    const manifests = [
      { sequence: 1, entries: [entry('data/a.parquet', small, 30)] },
      { sequence: 2, content: 1 as const, entries: [{ ...entry('data/d.parquet', deletes, 2), content: 1 as const }] },
    ]
    return icebergTable({ location, schemas: [[idColumn]], manifests })
  },
  'deletes of equal rows': (location) => {
    const manifests = [
      { sequence: 1, entries: [entry('data/a.parquet', both, 4)] },
      {
        sequence: 2,
        content: 1 as const,
        entries: [{ ...entry('data/d.parquet', gone, 2), content: 2 as const, equalityIds: [1, 2] }],
      },
    ]
    return icebergTable({ location, schemas, manifests })
  },
}

process.chdir(folder)
const { Session } = createRequire(join(process.env.PWD ?? folder, 'x.js'))('chdb')
const session = new Session(`${folder}-session`, { connectionArgs: [`--user_files_path=${folder}`] })

async function compare(what: string, files: Files, kind: 'delta' | 'iceberg', path: string): Promise<void> {
  for (const [key, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, key)), { recursive: true })
    writeFileSync(join(path, key), bytes)
  }
  const options = { storage: localFolder(path), location: path }
  const pinned = await (kind === 'delta' ? openDelta(options) : openIceberg(options)).pin({})
  const fetched = pinned.ok ? await pinned.value.fetch({ folder: mkdtempSync(join(folder, 'x')) }, {}) : pinned
  const rows = fetched.ok ? await rowsOfTable(fetched.value, ['id']) : undefined
  const sum = rows?.reduce((all, { id }) => all + Number(id ?? 0), 0)
  const ours = fetched.ok ? `${rows?.length},${sum}` : fetched.failure.reason
  let theirs: string
  try {
    const from = kind === 'delta' ? `deltaLakeLocal('${path}/')` : `icebergLocal('${path.slice(folder.length + 1)}/')`
    theirs = String(session.query(`select count(), sum(id) from ${from}`, 'CSV')).trim()
  } catch (error) {
    theirs = String(error).split('\n')[0]?.slice(0, 300) ?? ''
  }
  console.log(`${ours === theirs ? 'same  ' : 'DIFFER'} ${kind}: ${what}: ours ${ours}, chDB ${theirs}`)
}

let number = 0
for (const [what, files] of Object.entries(delta)) await compare(what, files, 'delta', join(folder, `d${++number}`))
for (const [what, files] of Object.entries(iceberg))
  await compare(what, files(place(`i${++number}`)), 'iceberg', join(folder, `i${number}`))
process.exit(0)
