import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { RangedFile, Storage } from '../port/storage.ts'
import { openRangeCache, type RangeCacheOptions } from './open-range-cache.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-cache-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const content = (version: string): Buffer => Buffer.from(`marked value ${version} `.repeat(100)).subarray(0, 1000)

/** A storage that counts what is read of it. */
function counting(): { readonly storage: Storage; version: string; bytes: number } {
  const state = { version: '1', bytes: 0 }
  const file = (key: string, version: string): RangedFile => ({
    key,
    version,
    bytes: 1000,
    read: async (from, to) => {
      state.bytes += to - from
      return { ok: true, value: new Uint8Array(content(version).subarray(from, to)) }
    },
  })
  const storage: Storage = {
    list: async () => ({ ok: true, value: [] }),
    open: async (key) => ({ ok: true, value: file(key, state.version) }),
  }
  return Object.assign(state, { storage })
}

async function read(storage: Storage, from: number, to: number, key = 'k'): Promise<string> {
  const file = await storage.open(key, {})
  assert.ok(file.ok)
  const bytes = await file.value.read(from, to, {})
  assert.ok(bytes.ok)
  return Buffer.from(bytes.value).toString()
}

const places: readonly (readonly [title: string, options: () => RangeCacheOptions])[] = [
  ['in memory', () => ({ bytes: 10_000 })],
  ['on disk', () => ({ bytes: 10_000, folder: mkdtempSync(join(folder, 'disk-')) })],
]
for (const [title, options] of places) {
  test(`what was read once is not read again (${title})`, async () => {
    const origin = counting()
    const cache = await openRangeCache(options())
    const storage = cache.over('a', origin.storage)
    for (const [from, to, bytes] of [
      [0, 100, 100],
      [50, 80, 100],
      [50, 150, 150],
      [0, 200, 200],
      [500, 600, 300],
      [0, 1000, 1000],
    ] as const) {
      assert.equal(await read(storage, from, to), content('1').subarray(from, to).toString())
      assert.equal(origin.bytes, bytes)
    }
    await cache.close()
  })

  test(`another version, file or owner is another thing (${title})`, async () => {
    const origin = counting()
    const cache = await openRangeCache(options())
    await read(cache.over('a', origin.storage), 0, 100)
    await read(cache.over('b', origin.storage), 0, 100)
    await read(cache.over('a', origin.storage), 0, 100, 'other')
    assert.equal(origin.bytes, 300)
    origin.version = '2'
    assert.equal(await read(cache.over('a', origin.storage), 0, 100), content('2').subarray(0, 100).toString())
    await cache.close()
  })

  test(`any reads in any order give the file's bytes, in bounded room (${title})`, async () => {
    const span = fc
      .tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    await fc.assert(
      fc.asyncProperty(fc.array(span, { maxLength: 12 }), fc.integer({ min: 0, max: 3000 }), async (spans, bytes) => {
        const cache = await openRangeCache({ ...options(), bytes })
        const storage = cache.over('a', counting().storage)
        await Promise.all(
          spans.map(async ([from, to], i) => {
            assert.equal(await read(storage, from, to, `k${i % 2}`), content('1').subarray(from, to).toString())
            assert.ok(cache.size() <= bytes)
          }),
        )
        await cache.close()
        assert.equal(cache.size(), 0)
      }),
      { numRuns: 40 },
    )
  })
}

test('on disk is nothing that was read, nothing after closing, and nothing of a process before', async () => {
  const own = join(folder, 'sealed')
  mkdirSync(own)
  writeFileSync(join(own, '7.piece'), 'left over')
  const cache = await openRangeCache({ bytes: 10_000, folder: own })
  assert.deepEqual(readdirSync(own), [])
  await read(cache.over('a', counting().storage), 0, 500)
  const [name = ''] = readdirSync(own)
  const stored = readFileSync(join(own, name))
  assert.equal(stored.length, 500 + 12 + 16)
  assert.ok(!stored.includes('marked'))
  await cache.close()
  assert.deepEqual(readdirSync(own), [])
})

test('a piece that was meddled with is read anew', async () => {
  const own = mkdtempSync(join(folder, 'meddled-'))
  const origin = counting()
  const cache = await openRangeCache({ bytes: 10_000, folder: own })
  const storage = cache.over('a', origin.storage)
  await read(storage, 0, 100)
  const [name = ''] = readdirSync(own)
  const stored = readFileSync(join(own, name))
  stored[40] = (stored[40] ?? 0) ^ 1
  writeFileSync(join(own, name), stored)
  assert.equal(await read(storage, 0, 100), content('1').subarray(0, 100).toString())
  assert.equal(origin.bytes, 200)
  await cache.close()
})
