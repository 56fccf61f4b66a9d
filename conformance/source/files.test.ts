import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { anyAddress, fileTable, localFolder, openRangeCache, s3Storage, systemWorld } from '@glovebox/source'
import { openS3Double } from './s3-double.ts'
import { sampleBytes, writeSample } from './sample-table.ts'
import { type TriedSource, tableSourceSuite } from './table-source.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-files-'))
const world = systemWorld(anyAddress)
after(() => {
  world.http.close()
  rmSync(folder, { recursive: true, force: true })
})

for (const name of ['t.parquet', 't.csv', 't.json'])
  tableSourceSuite(`${name} in a folder`, async () => {
    const own = mkdtempSync(join(folder, 'own-'))
    await writeSample(join(own, name))
    return {
      source: fileTable({ storage: localFolder(own), path: name }),
      change: () => writeSample(join(own, name), 'id < 400'),
      secrets: [],
      close: async () => undefined,
    }
  })

const account = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'a/secret+of/forty+characters/0123456789ab',
  sessionToken: 'a/session+token==',
  region: 'eu-central-1',
}

const inBucket: readonly (readonly [
  title: string,
  files: readonly (readonly [string, string?])[],
  path: string,
  isCached?: boolean,
])[] = [
  ['one Parquet object', [['data/t.parquet']], 'data/t.parquet'],
  ['one Parquet object behind a cache', [['data/t.parquet']], 'data/t.parquet', true],
  [
    'Parquet objects of a glob',
    [
      ['a/1.parquet', 'id < 180'],
      ['a/2 +&ü.parquet', 'id >= 180'],
    ],
    'a/*.parquet',
  ],
  [
    'objects below a prefix',
    [
      ['p/x/1.csv', 'id < 10'],
      ['p/2.csv', 'id >= 10'],
    ],
    'p/',
  ],
  ['a compressed CSV object', [['t.csv.gz']], 't.csv.gz'],
  [
    'JSON objects in zstd',
    [
      ['j/1.json.zst', 'id < 50'],
      ['j/2.json.zst', 'id >= 50'],
    ],
    'j/**',
  ],
]

for (const [title, files, path, isCached = false] of inBucket)
  tableSourceSuite(`${title} in a bucket`, async (): Promise<TriedSource> => {
    const double = await openS3Double(account, { bucket: 'bucket', clock: Date.now, pageSize: 1 })
    for (const [key, where] of files) double.put(key, await sampleBytes(folder, key, where))
    const place = { bucket: 'bucket', region: account.region, endpoint: double.url }
    const storage = (secretAccessKey: string) =>
      s3Storage(world, place, async () => ({ ok: true, value: { ...account, secretAccessKey } }))
    const cache = await openRangeCache({ bytes: 10_000_000, folder: mkdtempSync(join(folder, 'cache-')) })
    const own = storage(account.secretAccessKey)
    const [[first = ''] = []] = files
    return {
      source: fileTable({ storage: isCached ? cache.over('own', own) : own, path }),
      change: async () => double.put(first, await sampleBytes(folder, first, 'id < 5')),
      withWrongSecret: fileTable({ storage: storage('wrong'), path }),
      secrets: [account.secretAccessKey, account.sessionToken, 'X-Amz'],
      close: async () => {
        await cache.close()
        await double.close()
      },
    }
  })
