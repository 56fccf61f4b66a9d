// A table that another engine appended to (see tables/make-chdb.mjs): its inserts say what must be read.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type AsOf, localFolder, openDelta } from '@glovebox/source'
import { type Row, rowsOfTable } from './rows-of-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-delta-'))
after(() => rmSync(folder, { recursive: true }))

const location = new URL('tables/chdb-delta', import.meta.url).pathname
const columns = ['id', 'seg', 'v']

async function rowsAt(asOf?: AsOf): Promise<readonly Row[]> {
  const source = openDelta({ storage: localFolder(location), location, ...(asOf === undefined ? {} : { asOf }) })
  const pinned = await source.pin({})
  assert.ok(pinned.ok, pinned.ok ? '' : pinned.failure.reason)
  const got = await pinned.value.fetch({ folder, columns }, {})
  assert.ok(got.ok, got.ok ? '' : got.failure.reason)
  // The files lie on this machine, and are read in place.
  assert.ok(got.value.files.every(({ path }) => path.startsWith(location)))
  return [...(await rowsOfTable(got.value, columns))].sort((a, b) => Number(a.id) - Number(b.id))
}

const inserted = (from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ id: BigInt(from + n), seg: n % 3, v: n / 2 }))
const first = [0, 1, 2].map((n) => ({ id: BigInt(n), seg: n, v: n + 0.5 }))

describe('a Delta table of chDB', () => {
  it('has the rows of each of its versions', async () => {
    assert.deepEqual(await rowsAt({ version: 0n }), first)
    assert.deepEqual(await rowsAt({ version: 1n }), [...first, ...inserted(100, 20)])
    assert.deepEqual(await rowsAt(), [...first, ...inserted(100, 20), ...inserted(200, 5)])
  })
})
