// Tables that another engine wrote (see tables/make-chdb.mjs): its inserts and deletes say what must be read.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type AsOf, type Need, openIceberg, type PinnedTable } from '@glovebox/source'
import { integerType } from '@glovebox/sql'
import { filesOf, type MemoryStorage, memoryStorage } from './memory-storage.ts'
import { type Row, rowsOfTable } from './rows-of-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-iceberg-'))
after(() => rmSync(folder, { recursive: true }))

const pathOf = (table: string): string => new URL(`tables/${table}/`, import.meta.url).pathname
const storageOf = (table: string): MemoryStorage => memoryStorage(filesOf(pathOf(table)))

async function pinned(storage: MemoryStorage, asOf?: AsOf): Promise<PinnedTable> {
  const source = openIceberg({ storage, location: 's3://lake/copy', ...(asOf === undefined ? {} : { asOf }) })
  const got = await source.pin({})
  assert.ok(got.ok, got.ok ? '' : got.failure.reason)
  return got.value
}

async function rowsOf(
  table: PinnedTable,
  columns: readonly string[],
  need: Partial<Need> = {},
): Promise<readonly Row[]> {
  const got = await table.fetch({ folder: mkdtempSync(join(folder, 'x')), columns, ...need }, {})
  assert.ok(got.ok, got.ok ? '' : got.failure.reason)
  const rows = await rowsOfTable(got.value, columns)
  return [...rows].sort((a, b) => Number(a.id) - Number(b.id))
}

const inserted = (from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({
    id: BigInt(from + n),
    seg: n % 7 === 0 ? null : n % 10,
    v: n / 3,
    name: n % 5 === 0 ? null : `n${n % 4}`,
    day: new Date(Date.UTC(2026, 0, 1 + (n % 50))),
  }))
const first = [...inserted(0, 1000), ...inserted(1000, 200)]
const second = [...first.filter(({ id }) => Number(id) >= 10), ...inserted(2000, 50)]
const last = second.filter(({ id }) => Number(id) % 100 !== 3)

describe('an Iceberg table of chDB', () => {
  it('gives some rows of the table that are not deleted, where some are enough', async () => {
    const table = await pinned(storageOf('chdb-iceberg'))
    const ids = new Set(last.map(({ id }) => id))
    for (const rows of [1, 100, 5000]) {
      const some = await rowsOf(table, ['id'], { rows })
      assert.ok(some.length >= Math.min(rows, last.length), `${some.length}`)
      assert.ok(some.every(({ id }) => ids.has(id)))
    }
  })

  it('has the columns that it was created with', async () => {
    const { columns = [], size } = await pinned(storageOf('chdb-iceberg'))
    assert.deepEqual(
      columns.map(({ name, sourceType, type, isNullable }) => [name, sourceType, type?.kind, isNullable]),
      [
        ['id', 'long', 'integer', false],
        ['seg', 'int', 'integer', true],
        ['v', 'double', 'double', true],
        ['name', 'string', 'text', true],
        ['day', 'date', 'date', true],
      ],
    )
    assert.equal(size.files, 3)
  })

  it('has the rows that were inserted without those that were deleted', async () => {
    const rows = await rowsOf(await pinned(storageOf('chdb-iceberg')), ['id', 'seg', 'v', 'name', 'day'])
    assert.deepEqual(rows, last)
  })

  it('has the rows that it had at each of its snapshots', async () => {
    const storage = storageOf('chdb-iceberg')
    const metadata = new TextDecoder().decode(filesOf(pathOf('chdb-iceberg')).get('metadata/v6.metadata.json'))
    const ids = [...metadata.matchAll(/"sequence-number" : (\d+),\s+"snapshot-id" : (\d+)/g)]
    const versions = new Set<string>()
    const expected = [inserted(0, 1000), first, first.filter(({ id }) => Number(id) >= 10), second, last]
    assert.equal(ids.length, expected.length)
    for (const [, sequence, id] of ids) {
      const table = await pinned(storage, { version: BigInt(id ?? 0) })
      assert.deepEqual(await rowsOf(table, ['id', 'seg', 'v', 'name', 'day']), expected[Number(sequence) - 1])
      versions.add(table.version)
    }
    assert.equal(versions.size, expected.length)
  })

  it('is read by its partitions, and pruned by them', async () => {
    const storage = storageOf('chdb-iceberg-parted')
    const table = await pinned(storage)
    const all = Array.from({ length: 40 }, (_, n) => ({ id: BigInt(n), seg: n % 3, name: String(n) }))
    const left = all.filter(({ id }) => id % 10n !== 3n)
    assert.deepEqual(await rowsOf(table, ['id', 'seg', 'name']), left)
    storage.opened.length = 0
    const bounds = [{ column: 'id', type: integerType, low: 11n, high: 19n }]
    assert.deepEqual(
      await rowsOf(table, ['id', 'seg', 'name'], { bounds }),
      left.filter(({ id }) => id >= 10n && id < 20n),
    )
    assert.equal(storage.opened.filter((key) => key.startsWith('data/data-')).length, 1)
  })
})
