import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { newestPage } from './newest-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-page-'))
const postgres = await startPostgres({ fsync: false })
const stores: readonly (readonly [name: string, store: Store])[] = [
  ['sqlite', await openSqliteStore(folder)],
  ['postgres', await openPostgresStore({ connectionString: await postgres.newDatabase() })],
]
after(async () => {
  for (const [, store] of stores) await store.close()
  await postgres.remove()
  rmSync(folder, { recursive: true })
})

/** Two were made at one instant: their ids decide. */
const made = [
  ['tbl_a', '2026-01-01T00:00:00.000Z'],
  ['tbl_b', '2026-01-02T00:00:00.000Z'],
  ['tbl_c', '2026-01-02T00:00:00.000Z'],
  ['tbl_d', '2026-01-03T00:00:00.000Z'],
] as const

for (const [name, store] of stores)
  test(`pages together are the whole list, newest first, each row once (${name})`, async () => {
    for (const [id, at] of made)
      await store.db
        .insertInto('saved_analyses')
        .values({
          id,
          collaboration: 'col_1',
          organisation: 'org_1',
          user: null,
          name: id,
          description: '',
          ask: '{}',
          version: 1,
          created_at: at,
          updated_at: at,
        })
        .execute()
    for (const limit of [1, 2, 3, 4]) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const rows = store.db.selectFrom('saved_analyses').selectAll().where('organisation', '=', 'org_1')
        const page = await newestPage(rows, { limit, ...(cursor === undefined ? {} : { cursor }) })
        assert.ok(page.ok)
        seen.push(...page.value.items.map(({ id }) => id))
        cursor = page.value.next
      } while (cursor !== undefined)
      assert.deepEqual(seen, ['tbl_d', 'tbl_c', 'tbl_b', 'tbl_a'])
    }
  })

test('a cursor of no list is refused', async () => {
  const [[, store] = []] = stores
  assert.ok(store !== undefined)
  const page = await newestPage(store.db.selectFrom('saved_analyses').selectAll(), { cursor: 'x' })
  assert.equal(page.ok, false)
})
