import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { prepared } from './prepared.ts'
import { openSqliteStore } from './sqlite.ts'

test('a statement that is written once gives what it gives with the values of each time, also in transactions', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-prepared-'))
  const store = await openSqliteStore(folder)
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const counts = [
    { collaboration: 'a', configured_table: 'x', period: 'day 1', used: 1 },
    { collaboration: 'a', configured_table: 'y', period: 'day 1', used: 2 },
    { collaboration: 'b', configured_table: 'x', period: 'day 1', used: 3 },
  ]
  await store.transaction('a', (tx) => tx.insertInto('access_counts').values(counts).execute())
  let written = 0
  const used = prepared((db, { table, least }: { readonly table: string; readonly least: number }) => {
    written += 1
    const rows = db.selectFrom('access_counts').select('used').where('configured_table', '=', table)
    return rows.where('used', '>=', least).where('period', '=', 'day 1').orderBy('used').compile()
  })
  assert.deepEqual(await used(store.db, { table: 'x', least: 1 }), [{ used: 1 }, { used: 3 }])
  assert.deepEqual(await used(store.db, { table: 'x', least: 2 }), [{ used: 3 }])
  assert.deepEqual(await store.transaction('a', (tx) => used(tx, { table: 'y', least: 0 })), [{ used: 2 }])
  assert.equal(written, 1)
})
