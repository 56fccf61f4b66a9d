import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type AsOf, type ColumnBounds, openDelta, type SourceFailureKind } from '@glovebox/source'
import { dateType, integerType, textType } from '@glovebox/sql'
import {
  add,
  bitmap,
  checkpoint,
  commit,
  commitKey,
  type DeltaField,
  metaData,
  protocol,
  remove,
  vectorFile,
  z85,
} from './delta-table.ts'
import { memoryStorage } from './memory-storage.ts'
import { parquetFile } from './parquet-file.ts'
import { type Row, rowsOfTable } from './rows-of-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-delta-'))
after(() => rmSync(folder, { recursive: true }))

type Files = Record<string, Uint8Array>
type Asked = { asOf?: AsOf; columns?: readonly string[]; bounds?: readonly ColumnBounds[]; rows?: number }
type Read = { rows: readonly Row[]; opened: readonly string[]; version: string }

async function attempt(
  files: Files,
  { asOf, columns, bounds, rows: most }: Asked = {},
): Promise<Read | SourceFailureKind> {
  const storage = memoryStorage(new Map(Object.entries(files)))
  const source = openDelta({ storage, location: 's3://lake/t', ...(asOf === undefined ? {} : { asOf }) })
  const pinned = await source.pin({})
  if (!pinned.ok) return pinned.failure.kind
  const all = (pinned.value.columns ?? []).filter(({ type }) => type !== undefined).map(({ name }) => name)
  const asked = { columns: columns ?? all, bounds: bounds ?? [], ...(most === undefined ? {} : { rows: most }) }
  const need = { folder: mkdtempSync(join(folder, 'x')), ...asked }
  const got = await pinned.value.fetch(need, {})
  if (!got.ok) return got.failure.kind
  const rows = await rowsOfTable(got.value, need.columns)
  return { rows, opened: storage.opened, version: pinned.value.version }
}

async function read(files: Files, asked: Asked = {}): Promise<Read> {
  const got = await attempt(files, asked)
  assert.ok(typeof got !== 'string', `refused: ${String(got)}`)
  return got
}

const idsOf = async (files: Files, asked: Asked = {}): Promise<readonly number[]> =>
  (await read(files, asked)).rows.map(({ id }) => Number(id)).sort((a, b) => a - b)

const longs = (from: number, count: number): bigint[] => Array.from({ length: count }, (_, n) => BigInt(from + n))
const idFile = (from: number, count: number): Uint8Array =>
  parquetFile({ id: { values: longs(from, count), type: 'INT64' } })
const span = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)
const idField: DeltaField = { name: 'id', type: 'long' }
const [a, b, c] = [idFile(0, 10), idFile(10, 10), idFile(20, 10)]

const appended: Files = {
  'a.parquet': a,
  'b.parquet': b,
  'c.parquet': c,
  [commitKey(0)]: commit({ commitInfo: {} }, protocol(), metaData([idField]), add('a.parquet', a)),
  [commitKey(1)]: commit(add('b.parquet', b), { txn: { appId: 'x', version: 1 } }),
  [commitKey(2)]: commit(remove('a.parquet'), add('c.parquet', c)),
}

describe('the log of a Delta table', () => {
  it('opens no more files than some rows take, where their statistics say how many each has', async () => {
    const stats = (numRecords: number): { readonly stats: string } => ({ stats: JSON.stringify({ numRecords }) })
    const files: Files = {
      ...{ 'a.parquet': a, 'b.parquet': b, 'c.parquet': c },
      [commitKey(0)]: commit(
        ...[protocol(), metaData([idField])],
        ...[add('a.parquet', a, stats(10)), add('b.parquet', b, stats(10)), add('c.parquet', c)],
      ),
    }
    for (const [rows, opened] of [
      [1, 1],
      [10, 1],
      [11, 2],
      [21, 3],
      [1000, 3],
    ] as const) {
      const got = await read(files, { rows })
      assert.equal(got.opened.filter((key) => key.endsWith('.parquet')).length, opened, `${rows}`)
      assert.ok(got.rows.length >= Math.min(rows, 30))
    }
  })

  it('adds up to the files of a version', async () => {
    assert.deepEqual(await idsOf(appended), span(10, 20))
    assert.deepEqual(await idsOf(appended, { asOf: { version: 1n } }), span(0, 20))
    assert.deepEqual(await idsOf(appended, { asOf: { version: 0n } }), span(0, 10))
    assert.equal(await attempt(appended, { asOf: { version: 3n } }), 'not-found')
  })

  it('has another version word for every version, and for a table that was put in its place', async () => {
    const versions = [0n, 1n, 2n].map(async (version) => (await read(appended, { asOf: { version } })).version)
    const other = { ...appended, [commitKey(2)]: commit(add('c.parquet', c)) }
    const all = [...(await Promise.all(versions)), (await read(other)).version]
    assert.equal(new Set(all).size, 4)
  })

  const state = [protocol('v2Checkpoint'), metaData([idField]), add('a.parquet', a), add('b.parquet', b)]
  const tail = { ...appended, [commitKey(0)]: undefined, [commitKey(1)]: undefined }
  const without = (files: Record<string, Uint8Array | undefined>): Files =>
    Object.fromEntries(Object.entries(files).filter((entry): entry is [string, Uint8Array] => entry[1] !== undefined))
  const name = (rest: string): string => `_delta_log/00000000000000000001.checkpoint${rest}`
  const sidecar = checkpoint(add('a.parquet', a), add('b.parquet', b))
  const toSidecar = { sidecar: { path: 's.parquet', sizeInBytes: sidecar.length, modificationTime: 0 } }
  const uuid = '.80a083e8-7026-4e79-81be-64bd76c43a11'
  const checkpoints: Record<string, Files> = {
    'in one file': { [name('.parquet')]: checkpoint(...state) },
    'in parts': {
      [name('.0000000001.0000000002.parquet')]: checkpoint(...state.slice(0, 2)),
      [name('.0000000002.0000000002.parquet')]: checkpoint(...state.slice(2)),
    },
    'of version 2, as JSON with a sidecar': {
      [name(`${uuid}.json`)]: commit({ checkpointMetadata: { version: 1 } }, ...state.slice(0, 2), toSidecar),
      '_delta_log/_sidecars/s.parquet': sidecar,
    },
    'of version 2, as Parquet with a sidecar': {
      [name(`${uuid}.parquet`)]: checkpoint(...state.slice(0, 2), toSidecar),
      '_delta_log/_sidecars/s.parquet': sidecar,
    },
  }
  for (const [what, files] of Object.entries(checkpoints))
    it(`begins with a checkpoint ${what}`, async () => {
      assert.deepEqual(await idsOf({ ...without(tail), ...files }), span(10, 20))
      assert.deepEqual(await idsOf({ ...without(tail), ...files }, { asOf: { version: 1n } }), span(0, 20))
      assert.equal(await attempt({ ...without(tail), ...files }, { asOf: { version: 0n } }), 'not-found')
    })

  it('does not begin with a checkpoint that has not all of its parts', async () => {
    const half = { [name('.0000000001.0000000002.parquet')]: checkpoint(...state) }
    assert.deepEqual(await idsOf({ ...appended, ...half }), span(10, 20))
    assert.equal(await attempt({ ...without(tail), ...half }), 'malformed')
  })

  it('is refused where a commit is missing', async () => {
    assert.equal(await attempt(without({ ...appended, [commitKey(1)]: undefined })), 'malformed')
    assert.equal(await attempt({ 'a.parquet': a }), 'not-found')
  })

  it('is read as of a time that its commits hold themselves', async () => {
    const at = (time: number) => ({ commitInfo: { inCommitTimestamp: time } })
    const timed = {
      ...appended,
      [commitKey(0)]: commit(at(100), protocol(), metaData([idField]), add('a.parquet', a)),
      [commitKey(1)]: commit(at(200), add('b.parquet', b)),
      [commitKey(2)]: commit(at(300), remove('a.parquet'), add('c.parquet', c)),
    }
    assert.deepEqual(await idsOf(timed, { asOf: { time: 299 } }), span(0, 20))
    assert.deepEqual(await idsOf(timed, { asOf: { time: 300 } }), span(10, 20))
    assert.equal(await attempt(timed, { asOf: { time: 99 } }), 'not-found')
    assert.equal(await attempt(appended, { asOf: { time: 99 } }), 'unsupported')
  })
})

describe('partitions of a Delta table', () => {
  const fields: DeltaField[] = [idField, { name: 'day', type: 'date' }, { name: 'who', type: 'string' }]
  const files: Files = {
    'day=2026-01-01/who=a%20b/1.parquet': a,
    'x/2.parquet': b,
    'x/3.parquet': c,
    [commitKey(0)]: commit(
      protocol(),
      metaData(fields, ['day', 'who']),
      add('day=2026-01-01/who=a%2520b/1.parquet', a, { partitionValues: { day: '2026-01-01', who: 'a b' } }),
      add('s3a://lake/t/x/2.parquet', b, { partitionValues: { day: '2026-01-02', who: '' } }),
      add('x/3.parquet', c, { partitionValues: { who: 'z' } }),
    ),
  }

  it('are constants of their files, where nothing and nothing said is NULL', async () => {
    const { rows } = await read(files)
    const distinct = new Set(rows.map(({ day, who }) => JSON.stringify([day, who])))
    assert.deepEqual([...distinct], ['["2026-01-01","a b"]', '["2026-01-02",null]', '[null,"z"]'])
    assert.equal(rows.length, 30)
  })

  it('are pruned by', async () => {
    const day = { column: 'day', type: dateType, low: 20455n }
    const { opened } = await read(files, { bounds: [day] })
    assert.deepEqual(
      opened.filter((key) => key.endsWith('.parquet')),
      ['x/2.parquet'],
    )
    const who = { column: 'who', type: textType, high: 'b' }
    assert.deepEqual(await idsOf(files, { bounds: [who] }), span(0, 10))
    const other = { column: 'day', type: textType, low: '9' }
    assert.equal((await read(files, { bounds: [other] })).rows.length, 30)
  })

  it('are refused where a value is not of its type', async () => {
    const wrong = commit(
      protocol(),
      metaData(fields, ['day']),
      add('x/2.parquet', b, { partitionValues: { day: 'x' } }),
    )
    assert.equal(await attempt({ ...files, [commitKey(0)]: wrong }), 'malformed')
  })
})

describe('statistics of a Delta table', () => {
  const stats = (min: number, max: number, nulls = 0) => ({
    stats: JSON.stringify({ numRecords: 10, minValues: { id: min }, maxValues: { id: max }, nullCount: { id: nulls } }),
  })
  const files = {
    ...appended,
    [commitKey(2)]: commit(
      remove('a.parquet'),
      remove('b.parquet'),
      add('a.parquet', a, stats(0, 9)),
      add('b.parquet', b, stats(10, 19)),
      add('c.parquet', c, stats(20, 29)),
    ),
  }
  const opened = async (bound: Partial<ColumnBounds>, of: Files = files): Promise<readonly string[]> =>
    (await read(of, { bounds: [{ column: 'id', type: integerType, ...bound }] })).opened.filter((key) =>
      /^.\.parquet$/.test(key),
    )

  it('leave out files that have no row within the bounds', async () => {
    assert.deepEqual(await opened({ low: 10n, high: 19n }), ['b.parquet'])
    assert.deepEqual(await opened({ low: 19n }), ['b.parquet', 'c.parquet'])
    assert.deepEqual(await opened({ high: 10 }), ['a.parquet', 'b.parquet'])
    assert.deepEqual(await opened({}), ['a.parquet', 'b.parquet', 'c.parquet'])
  })

  it('leave out files of NULLs alone, and nothing where they cannot be read', async () => {
    const nulls = commit(add('c.parquet', c, stats(0, 99, 10)), add('b.parquet', b, { stats: '{"numRecords":' }))
    assert.deepEqual(await opened({ high: 99n }, { ...appended, [commitKey(2)]: nulls }), ['a.parquet', 'b.parquet'])
  })
})

describe('columns of a Delta table', () => {
  const mapped = (name: string, physical: string, id: number): DeltaField => ({
    name,
    type: 'long',
    metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physical },
  })
  const before = parquetFile({
    'col-1': { values: [1n, 2n], type: 'INT64', id: 1 },
    id: { values: [7n, 8n], type: 'INT64', id: 2 },
  })
  const after = parquetFile({
    'col-1': { values: [3n], type: 'INT64', id: 1 },
    n: { values: [4n], type: 'INT64', id: 3 },
  })
  // `id` was called otherwise at first, another `id` was dropped, `more` was added.
  const table = (mode: string): Files => ({
    'a.parquet': before,
    'b.parquet': after,
    [commitKey(0)]: commit(
      protocol('columnMapping'),
      metaData([mapped('id', 'col-1', 1), mapped('more', 'n', 3)], [], { 'delta.columnMapping.mode': mode }),
      add('a.parquet', before),
      add('b.parquet', after),
    ),
  })
  const expected = [
    { id: 1n, more: null },
    { id: 2n, more: null },
    { id: 3n, more: 4n },
  ]
  for (const mode of ['name', 'id'])
    it(`are found by ${mode} where they are mapped so`, async () => {
      assert.deepEqual((await read(table(mode))).rows, expected)
    })

  it('are refused where they are mapped and the protocol does not say so', async () => {
    const files = table('name')
    const fields = [mapped('id', 'col-1', 1)]
    files[commitKey(0)] = commit(
      protocol(),
      metaData(fields, [], { 'delta.columnMapping.mode': 'name' }),
      add('a.parquet', before),
    )
    assert.equal(await attempt(files), 'malformed')
  })

  it('are refused by id where a file has no ids', async () => {
    const bare = parquetFile({ 'col-1': { values: [1n], type: 'INT64' } })
    const fields = [mapped('id', 'col-1', 1)]
    const meta = metaData(fields, [], { 'delta.columnMapping.mode': 'id' })
    const files = { 'a.parquet': bare, [commitKey(0)]: commit(protocol('columnMapping'), meta, add('a.parquet', bare)) }
    assert.equal(await attempt(files), 'unsupported')
  })

  it('are listed without a type where they have none here, and cannot be asked for', async () => {
    const nested: DeltaField = { name: 'tags', type: { type: 'array', elementType: 'string', containsNull: true } }
    const files = { ...appended, [commitKey(3)]: commit(metaData([idField, nested])) }
    assert.deepEqual(await idsOf(files), span(10, 20))
    assert.equal(await attempt(files, { columns: ['tags'] }), 'unsupported')
    assert.equal(await attempt(files, { columns: ['absent'] }), 'unsupported')
  })

  it('that files do not have are NULL, and such files are left out by bounds', async () => {
    const more = { ...appended, [commitKey(3)]: commit(metaData([idField, { name: 'more', type: 'long' }])) }
    assert.ok((await read(more)).rows.every(({ more: own }) => own === null))
    const bounds = [{ column: 'more', type: integerType, low: 0n }]
    assert.deepEqual((await read(more, { bounds })).rows, [])
  })
})

describe('deletion vectors', () => {
  const many = idFile(0, 70_000)
  const table = (data: Uint8Array, deletionVector: unknown, more: Files = {}): Files => ({
    'a.parquet': data,
    [commitKey(0)]: commit(protocol('deletionVectors'), metaData([idField]), add('a.parquet', data)),
    [commitKey(1)]: commit(remove('a.parquet'), add('a.parquet', data, { deletionVector })),
    ...more,
  })
  const uuid = 'd2c639aa-8816-431a-aaf6-d3fe2512ff61'
  // Two ways to write rows 3, 4, 7, 11, 18 and 29: the first is the example of the protocol.
  const inline = (pathOrInlineDv: string, sizeInBytes: number) => ({
    storageType: 'i',
    pathOrInlineDv,
    sizeInBytes,
    cardinality: 6,
  })
  const example = inline('wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L', 40)
  const portable = inline('^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L', 44)
  const left = span(0, 30).filter((id) => ![3, 4, 7, 11, 18, 29].includes(id))

  it('inside of the log delete rows, as in the example of the protocol', async () => {
    const data = idFile(0, 30)
    for (const vector of [example, portable]) assert.deepEqual(await idsOf(table(data, vector)), left)
    assert.deepEqual(await idsOf(table(data, example), { asOf: { version: 0n } }), span(0, 30))
    const removed = { [commitKey(2)]: commit(remove('a.parquet', { deletionVector: example })) }
    assert.deepEqual(await idsOf(table(data, example, removed)), [])
  })

  const kinds = {
    array: [0, 1, 5, 69_999],
    bits: span(3, 60_000).concat(span(65_540, 4200)),
    runs: span(10, 50_000).concat(span(65_530, 20), span(69_000, 100)),
  }
  for (const [kind, rows] of Object.entries(kinds) as ['array' | 'bits' | 'runs', number[]][])
    it(`in files of their own delete rows, where they are made of ${kind}`, async () => {
      const { file, descriptor } = vectorFile(rows, kind)
      const gone = new Set(rows)
      const relative = {
        ...descriptor,
        storageType: 'u',
        pathOrInlineDv: `ab${z85(Buffer.from(uuid.replaceAll('-', ''), 'hex'))}`,
      }
      const files = table(many, relative, { [`ab/deletion_vector_${uuid}.bin`]: file })
      const expected = span(0, 70_000).filter((id) => !gone.has(id))
      assert.deepEqual(await idsOf(files), expected)
    })

  it('in files that are named in full delete rows', async () => {
    const { file, descriptor } = vectorFile([2, 3])
    const absolute = { ...descriptor, storageType: 'p', pathOrInlineDv: 's3://lake/t/d%20v.bin' }
    assert.deepEqual(await idsOf(table(idFile(0, 5), absolute, { 'd v.bin': file })), [0, 1, 4])
  })

  it('lie where the protocol says that its example lies', async () => {
    assert.equal(z85(Buffer.from(uuid.replaceAll('-', ''), 'hex')), '^-aqEH.-t@S}K{vb[*k^')
  })

  const { file, descriptor } = vectorFile([1, 2, 3])
  const stored = { ...descriptor, storageType: 'p', pathOrInlineDv: 's3://lake/t/dv.bin' }
  const changed = (at: number): Uint8Array => file.map((byte, index) => (index === at ? byte ^ 1 : byte))
  const wrong: Record<string, [unknown, Uint8Array, SourceFailureKind?]> = {
    'with another checksum': [stored, changed(file.length - 1)],
    'with a changed bit': [stored, changed(file.length - 6)],
    'that are cut off': [stored, file.subarray(0, file.length - 1)],
    'of another format': [stored, changed(0), 'unsupported'],
    'of another size': [{ ...stored, sizeInBytes: stored.sizeInBytes - 1 }, file],
    'with fewer rows than they say': [{ ...stored, cardinality: 4 }, file],
    'with more rows than they say': [{ ...stored, cardinality: 2 }, file],
    'of rows that the file has not': [{ ...stored, ...vectorFile([30]).descriptor }, vectorFile([30]).file],
    'of no rows at all of a huge number': [{ ...stored, cardinality: 1e15 }, file, 'unsupported'],
    'outside of the table': [{ ...stored, pathOrInlineDv: 's3://other/dv.bin' }, file, 'forbidden'],
    'in no place that there is': [{ ...stored, storageType: 'x' }, file],
    'in the log with a part that is filled wrongly': [
      { ...example, pathOrInlineDv: z85(bitmap([1])).slice(5), sizeInBytes: 40 },
      file,
    ],
  }
  for (const [what, [vector, bytes, kind = 'malformed']] of Object.entries(wrong))
    it(`${what} are refused`, async () => {
      assert.equal(await attempt(table(idFile(0, 30), vector, { 'dv.bin': bytes })), kind)
    })

  it('are refused where the protocol does not say that there are any', async () => {
    const files = table(idFile(0, 30), example)
    files[commitKey(0)] = commit(protocol(), metaData([idField]))
    assert.equal(await attempt(files), 'malformed')
  })
})

describe('what a Delta table must not do', () => {
  const withProtocol = (own: Record<string, unknown>): Files => ({
    ...appended,
    [commitKey(3)]: commit({ protocol: { minReaderVersion: 3, minWriterVersion: 7, ...own } }),
  })
  const paths = [
    '../t2/a.parquet',
    'x/%2e%2e/%2E%2E/a.parquet',
    's3://other/t/a.parquet',
    '/etc/passwd',
    'file:///etc/passwd',
    's3://lake/t2/a.parquet',
    's3://lake/t/../t2/a.parquet',
    'https://host/a?sig=1',
  ]
  const cases: Record<string, [Files, SourceFailureKind]> = {
    'ask for features that are not known': [
      withProtocol({ readerFeatures: ['deletionVectors', 'variantType'] }),
      'unsupported',
    ],
    'be managed by a catalog': [withProtocol({ readerFeatures: ['catalogManaged'] }), 'unsupported'],
    'ask for newer readers': [withProtocol({ minReaderVersion: 4 }), 'unsupported'],
    'have a file twice': [
      {
        ...appended,
        [commitKey(3)]: commit(
          add('s3://lake/t/c.parquet', c),
          add('%63.parquet', c, {
            deletionVector: { storageType: 'i', pathOrInlineDv: '00000', sizeInBytes: 4, cardinality: 0 },
          }),
        ),
      },
      'malformed',
    ],
    'have a file of another size': [{ ...appended, 'c.parquet': c.subarray(1) }, 'changed'],
    'have a file that is gone': [{ ...appended, [commitKey(3)]: commit(add('d.parquet', c)) }, 'not-found'],
    'have a line that is no JSON': [{ ...appended, [commitKey(3)]: new TextEncoder().encode('{"add":') }, 'malformed'],
    'have a schema that is no schema': [
      { ...appended, [commitKey(3)]: commit({ metaData: { schemaString: '[]' } }) },
      'malformed',
    ],
    ...Object.fromEntries(
      paths.map((path) => [`name \`${path}\``, [{ ...appended, [commitKey(3)]: commit(add(path, c)) }, 'forbidden']]),
    ),
  }
  for (const [what, [files, kind]] of Object.entries(cases))
    it(`is refused: ${what}`, async () => {
      assert.equal(await attempt(files), kind)
    })

  it('keeps what lies in a checkpoint that was cut or changed from being read otherwise', async () => {
    const whole = checkpoint(protocol(), metaData([idField]), add('a.parquet', a), add('b.parquet', b))
    const name = '_delta_log/00000000000000000001.checkpoint.parquet'
    for (const cut of [0, 3, 12, Math.floor(whole.length / 2), whole.length - 1]) {
      const got = await attempt({ ...appended, [name]: whole.subarray(0, cut) })
      assert.equal(got, 'malformed')
    }
  })
})
