import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SourceFailureKind } from '@glovebox/source'
import { a, appended, attempt, b, c, idField, idsOf, read } from './delta.fixture.ts'
import { add, checkpoint, commit, commitKey, metaData, protocol, remove } from './delta-table.ts'
import { type Files, span } from './pinned-read.ts'

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
