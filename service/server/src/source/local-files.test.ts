import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { LocalTable, PinnedTable } from '@glovebox/source'
import { localFiles } from './local-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-local-files-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const table: LocalTable = { format: 'csv', files: [{ path: join(folder, 'a.csv') }] }

async function pinned(): Promise<PinnedTable> {
  const found = await localFiles(table).pin({})
  assert.ok(found.ok)
  return found.value
}

test('files are read where they lie, in a version that is theirs until they are touched', async () => {
  writeFileSync(join(folder, 'a.csv'), 'id\n1\n')
  const [first, again] = [await pinned(), await pinned()]
  assert.equal(first.version, again.version)
  const fetched = await first.fetch({ folder: '' }, {})
  assert.ok(fetched.ok)
  const plain = fetched.value.files.map(({ state: _, ...file }) => file)
  assert.deepEqual({ ...fetched.value, files: plain }, table)
  const [{ state }] = JSON.parse(first.version) as [{ readonly state: string }]
  assert.deepEqual(
    fetched.value.files.map((file) => file.state),
    [state],
  )
  writeFileSync(join(folder, 'a.csv'), 'id\n1\n2\n')
  assert.notEqual((await pinned()).version, first.version)
  const late = await first.fetch({ folder: '' }, {})
  assert.ok(!late.ok && late.failure.kind === 'changed')
})

test('files that are gone are not found', async () => {
  rmSync(join(folder, 'a.csv'))
  const found = await localFiles(table).pin({})
  assert.ok(!found.ok && found.failure.kind === 'not-found')
})
