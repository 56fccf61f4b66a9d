import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { anyAddress, fileTable, type S3Credentials, type Storage, s3Storage, systemWorld } from '@glovebox/source'
import { presign } from '../../service/source/src/storage/s3/sign.ts'
import { sampleBytes } from './sample-table.ts'
import { openSwift, type Swift, swiftAccount } from './swift.ts'
import { type TriedSource, tableSourceSuite, value } from './table-source.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-on-swift-'))
const world = systemWorld(anyAddress)
let swift: Swift
before(async () => {
  swift = await openSwift('bucket')
})
after(async () => {
  world.http.close()
  await swift?.close()
  rmSync(folder, { recursive: true, force: true })
})

const storage = (credentials: Partial<S3Credentials> = {}): Storage =>
  s3Storage(world, { bucket: 'bucket', region: swiftAccount.region, endpoint: swift.url }, async () => ({
    ok: true,
    value: { ...swiftAccount, ...credentials },
  }))

let number = 0
const tables: readonly (readonly [title: string, files: readonly (readonly [string, string?])[], path: string])[] = [
  ['one Parquet object', [['t.parquet']], 't.parquet'],
  [
    'Parquet objects of a glob',
    [
      ['1 +&ü.parquet', 'id < 180'],
      ['2.parquet', 'id >= 180'],
    ],
    '*.parquet',
  ],
  [
    'compressed CSV objects below a prefix',
    [
      ['x/1.csv.gz', 'id < 10'],
      ['2.csv.gz', 'id >= 10'],
    ],
    '',
  ],
]
for (const [title, files, path] of tables)
  tableSourceSuite(`${title} in Swift`, async (): Promise<TriedSource> => {
    const base = `tables/${number++}/`
    for (const [key, where] of files) await swift.put(base + key, await sampleBytes(folder, key, where))
    const [[first = ''] = []] = files
    return {
      source: fileTable({ storage: storage(), path: base + path }),
      change: async () => swift.put(base + first, await sampleBytes(folder, first, 'id < 5')),
      withWrongSecret: fileTable({ storage: storage({ secretAccessKey: 'wrong' }), path: base + path }),
      secrets: [swiftAccount.secretAccessKey, 'X-Amz'],
      close: async () => undefined,
    }
  })

test('objects are listed over pages, and read by ranges', async () => {
  for (let i = 0; i < 1100; i += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, j) =>
        swift.put(`many/${String(i + j).padStart(4, '0')}`, Buffer.from(`${i + j}`)),
      ),
    )
  const listed = value(await storage().list('many/', {}))
  assert.equal(listed.length, 1100)
  assert.deepEqual(
    listed.map(({ key }) => key),
    listed.map((_, i) => `many/${String(i).padStart(4, '0')}`),
  )
  const file = value(await storage().open('many/1099', {}, listed[1099]))
  assert.equal(Buffer.from(value(await file.read(1, 3, {}))).toString(), '09')
})

test('an object without a byte is a file without one', async () => {
  await swift.put('empty', new Uint8Array())
  assert.equal(value(await storage().open('empty', {})).bytes, 0)
})

const urls: readonly (readonly [title: string, now: () => number, change: (url: string) => string, status: number])[] =
  [
    ['is read', Date.now, (url) => url, 200],
    ['that was tampered with is refused', Date.now, (url) => url.replace('/signed', '/other'), 403],
    ['that is to last longer is refused', Date.now, (url) => url.replace('Expires=300', 'Expires=3000'), 403],
    ['that ended is refused', () => Date.now() - 400_000, (url) => url, 403],
  ]
for (const [title, now, change, status] of urls)
  test(`a signed URL ${title}`, async () => {
    await swift.put('signed', Buffer.from('content'))
    await swift.put('other', Buffer.from('content'))
    const { url } = await presign(
      `${swift.url}/bucket/signed`,
      { region: swiftAccount.region, now: now() },
      swiftAccount,
    )
    assert.equal((await fetch(change(url))).status, status)
  })
