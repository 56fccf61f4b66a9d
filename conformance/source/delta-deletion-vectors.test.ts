import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SourceFailureKind } from '@glovebox/source'
import { attempt, idField, idFile, idsOf } from './delta.fixture.ts'
import { add, bitmap, commit, commitKey, metaData, protocol, remove, vectorFile, z85 } from './delta-table.ts'
import { type Files, span } from './pinned-read.ts'

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
