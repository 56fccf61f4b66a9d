import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openIceberg, type SourceFailureKind } from '@glovebox/source'
import { attempt, folder, gone, idsOf, one, read, ten } from './iceberg.fixture.ts'
import { type Entry, icebergTable, type TableOf, tableMetadata } from './iceberg-table.ts'
import { memoryStorage } from './memory-storage.ts'
import { type Files, span } from './pinned-read.ts'

describe('the metadata of an Iceberg table', () => {
  const files = icebergTable(one({}))
  const { 'metadata/v1.metadata.json': current = new Uint8Array(), ...rest } = files
  const older = Buffer.from(JSON.stringify({ ...tableMetadata(one({})), 'current-snapshot-id': -1 }))
  const hint = (text: string): Files => ({ 'metadata/version-hint.text': Buffer.from(text) })
  const found: Record<string, Files> = {
    'under the highest number of a folder': {
      'metadata/v9.metadata.json': older,
      'metadata/v10.metadata.json': current,
    },
    'under the highest number of a catalog': {
      'metadata/00009-a.metadata.json': older,
      'metadata/00010-b.metadata.json': current,
    },
    'after a hint that is behind': {
      'metadata/v1.metadata.json': older,
      'metadata/v2.metadata.json': current,
      ...hint('1'),
    },
    'after a hint that names it': { 'metadata/x-2.metadata.json': current, ...hint('x-2') },
    packed: { 'metadata/v2.gz.metadata.json': gzipSync(current) },
  }
  for (const [what, own] of Object.entries(found))
    it(`is found ${what}`, async () => {
      assert.equal((await read({ ...rest, ...own })).rows.length, 20)
    })

  it('is the one that was named', async () => {
    const own = { ...rest, 'metadata/v2.metadata.json': older, 'metadata/v1.metadata.json': current }
    assert.equal((await read(own, { metadata: 'metadata/v1.metadata.json' })).rows.length, 20)
    assert.deepEqual((await read(own)).rows, [])
  })

  const refused: Record<string, [Files, SourceFailureKind]> = {
    'where two have the highest number': [
      { 'metadata/00001-a.metadata.json': current, 'metadata/00001-b.metadata.json': older },
      'unsupported',
    ],
    'where there is none': [{}, 'not-found'],
    'where the hint is of none': [{ 'metadata/v1.metadata.json': current, ...hint('2') }, 'malformed'],
    'of version 3': [
      { 'metadata/v1.metadata.json': Buffer.from(JSON.stringify(tableMetadata(one({ version: 3 })))) },
      'unsupported',
    ],
    'that is no JSON': [{ 'metadata/v1.metadata.json': current.subarray(0, 90) }, 'malformed'],
    'that is nested without end': [{ 'metadata/v1.metadata.json': Buffer.from('['.repeat(200_000)) }, 'malformed'],
  }
  for (const [what, [own, kind]] of Object.entries(refused))
    it(`is refused ${what}`, async () => {
      assert.equal(await attempt({ ...rest, ...own }), kind)
    })
})

describe('manifests of an Iceberg table', () => {
  for (const codec of ['null', 'deflate', 'snappy', 'zstandard'])
    it(`are read where they are packed with ${codec}`, async () => {
      assert.deepEqual(await idsOf(one({ codec })), span(0, 20))
    })

  it('are read in version 1, which has no sequence numbers', async () => {
    assert.deepEqual(await idsOf(one({ version: 1 })), span(0, 20))
  })

  it('leave out files that were deleted, and keep those that were there', async () => {
    const entries = [ten('a.parquet', 0, { status: 2 }), ten('b.parquet', 10, { status: 0, sequence: 1 })]
    assert.deepEqual(await idsOf(one({ manifests: [{ sequence: 2, entries }] })), span(10, 10))
  })

  it('are found where the table was moved to', async () => {
    assert.deepEqual(await idsOf(one({ location: 'hdfs://old:8020/warehouse/t' })), span(0, 20))
  })

  it('are refused, and never read otherwise, where bytes of them are cut off or changed', async () => {
    const files = icebergTable(one({ codec: 'snappy' }))
    for (const key of ['metadata/m0.avro', 'metadata/snap-1.avro']) {
      const whole = files[key] ?? new Uint8Array()
      for (let cut = 0; cut < whole.length; cut += 61) {
        const got = await attempt({ ...files, [key]: whole.subarray(0, cut) })
        assert.ok(got === 'malformed' || got === 'changed', `${key} at ${cut}: ${JSON.stringify(got)?.slice(0, 80)}`)
      }
      const changed = Uint8Array.from(whole)
      changed[whole.length - 30] = (changed[whole.length - 30] ?? 0) ^ 1
      assert.equal(await attempt({ ...files, [key]: changed }), 'malformed')
    }
  })
})

describe('what an Iceberg table must not do', () => {
  const files = (own: Partial<Entry>, more: Partial<TableOf> = {}): Files =>
    icebergTable(
      one({ manifests: [{ sequence: 1, entries: [ten('a.parquet', 0), ten('b.parquet', 10, own)] }], ...more }),
    )
  const cases: Record<string, [Files, SourceFailureKind]> = {
    'name a file in another bucket': [files({ path: 's3://other/a.parquet' }), 'forbidden'],
    'name a file of this machine': [files({ path: 'file:///etc/passwd' }), 'forbidden'],
    'name a file above the table': [files({ path: 's3://lake/t/../u/a.parquet' }), 'forbidden'],
    'name a file of a table with a longer name': [files({ path: 's3://lake/t2/a.parquet' }), 'forbidden'],
    'name a file by the name of a server': [files({ path: 'https://key:secret@host/a.parquet?sig=x' }), 'forbidden'],
    'have a file twice': [files({ path: 'a.parquet' }), 'malformed'],
    'have a file of ORC': [files({ format: 'ORC' }), 'unsupported'],
    'have deletion vectors': [files({ format: 'puffin' }), 'unsupported'],
    'have deletes among data': [files({ content: 1 }), 'malformed'],
    'have a file that is no Parquet': [files({ bytes: Buffer.from('PAR1 and nothing more PAR1') }), 'malformed'],
    'have a file of another size': [{ ...files({}), 'b.parquet': new Uint8Array(3) }, 'changed'],
    'have places that are deleted and none': [
      icebergTable(
        one({
          manifests: [
            { sequence: 1, entries: [ten('a.parquet', 0)] },
            { sequence: 2, content: 1, entries: [gone('d.parquet', [['a.parquet', -1]])] },
          ],
        }),
      ),
      'malformed',
    ],
  }
  for (const [what, [own, kind]] of Object.entries(cases))
    it(`is refused: ${what}`, async () => {
      assert.equal(await attempt(own), kind)
    })

  it('says no more of a path than its host', async () => {
    const own = files({ path: 'https://key:secret@host/private/a.parquet?sig=x' })
    const pinned = await openIceberg({
      storage: memoryStorage(new Map(Object.entries(own))),
      location: 's3://lake/t',
    }).pin({})
    assert.ok(pinned.ok)
    const got = await pinned.value.fetch({ folder: mkdtempSync(join(folder, 'x')) }, {})
    assert.ok(!got.ok)
    assert.match(got.failure.reason, /https:\/\/host/)
    assert.doesNotMatch(got.failure.reason, /secret|private|sig/)
  })

  it('is stopped by whoever asked', async () => {
    const stop = AbortSignal.abort()
    const storage = memoryStorage(new Map(Object.entries(files({}))))
    const got = await openIceberg({ storage, location: 's3://lake/t' }).pin({ signal: stop })
    assert.deepEqual(got.ok || got.failure.kind, 'cancelled')
  })
})
