import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { readAvro } from '../../service/source/src/iceberg/avro/read-avro.ts'
import { readParquet } from '../../service/source/src/lake/read-parquet.ts'
import { Refused } from '../../service/source/src/lake/refused.ts'
import { avroFile, long, type Schema } from './avro-file.ts'
import { parquetFile } from './parquet-file.ts'

const isRefused = (error: unknown): boolean => error instanceof Refused && error.failure.kind === 'malformed'
const sync = Buffer.from('0123456789abcdef')
const numbers: Schema = { type: 'record', name: 'r', fields: [{ name: 'a', type: { type: 'array', items: 'long' } }] }

describe('files of Avro that are not what they say', () => {
  const empty = avroFile(numbers, [])
  const block = (count: bigint, body: Uint8Array): Uint8Array =>
    Buffer.concat([empty, long(count), long(BigInt(body.length)), body, sync])
  const cases: Record<string, Uint8Array> = {
    'a block of more values than it has bytes': block(2n ** 40n, long(0n)),
    'an array of more values than there are bytes': block(1n, Buffer.concat([long(2n ** 50n), long(1n)])),
    'a block of negative size': Buffer.concat([empty, long(1n), long(-5n), sync]),
    'a block without its end': block(1n, long(0n)).subarray(0, -1),
    'values after the last one': block(1n, Buffer.concat([long(0n), long(0n)])),
    'a number without an end': block(1n, Buffer.alloc(20, 0xff)),
    'a type that holds itself': avroFile(
      { type: 'record', name: 'r', fields: [{ name: 'a', type: ['null', 'r'] as never }] },
      [],
    ),
  }
  for (const [what, bytes] of Object.entries(cases))
    it(`are refused: ${what}`, () => {
      assert.throws(() => readAvro(bytes, 'x'), isRefused)
    })

  it('are refused where they unpack to more than is held', () => {
    const body = zstdCompressSync(Buffer.alloc(140 * 1024 * 1024))
    assert.ok(body.length < 100_000)
    const header = avroFile(numbers, [], {}, 'zstandard')
    const bytes = Buffer.concat([header, long(1n), long(BigInt(body.length)), body, sync])
    assert.throws(() => readAvro(bytes, 'x'), isRefused)
  })
})

describe('Parquet files of metadata', () => {
  const whole = parquetFile({ pos: { values: [1n, 2n, 3n], type: 'INT64' }, n: { values: [0, 0, 0], type: 'INT32' } })

  it('are read by columns', async () => {
    const columns = await readParquet(whole, ['pos', 'absent'], 10, 'x', {})
    assert.deepEqual([...columns], [['pos', [1n, 2n, 3n]]])
  })

  it('are refused where they have more rows than are held, or are cut off', async () => {
    await assert.rejects(readParquet(whole, ['pos'], 2, 'x', {}), isRefused)
    await assert.rejects(readParquet(whole.subarray(0, 40), ['pos'], 10, 'x', {}), isRefused)
  })

  it('are refused, and nothing else ends, where a run of levels says that it goes on for ever', async () => {
    // The run of definition levels of the first page: its count is made 2^30, which fills any memory.
    const bytes = Buffer.from(parquetFile({ pos: { values: Array(64).fill(1n), type: 'INT64' } }))
    const at = bytes.indexOf(Buffer.from([0x80, 0x01, 0x01]))
    assert.ok(at > 0)
    const changed = Buffer.concat([bytes])
    changed.set([0xfe, 0xff, 0xff], at)
    await readParquet(changed, ['pos'], 1000, 'x', {}).catch((error: unknown) => assert.ok(isRefused(error)))
  })
})
