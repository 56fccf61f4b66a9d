import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { openSqliteStore } from '../store/sqlite.ts'
import { isUnfinished, unfinished } from './run-row.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-run-row-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('SQLite finds unfinished runs by their index, whatever else is asked of them', async () => {
  const store = await openSqliteStore(folder)
  try {
    const runs = store.db.selectFrom('runs').select('id').where(isUnfinished)
    for (const query of [runs, runs.where('organisation', '=', 'org_1'), runs.where('status', '=', 'queued')]) {
      const plan = JSON.stringify(await query.explain(undefined, sql`query plan`))
      assert.match(plan, /USING (COVERING )?INDEX runs_unfinished/)
    }
  } finally {
    await store.close()
  }
})

test('what SQL calls unfinished is what the rest of the server calls so', () => {
  const words = JSON.stringify(isUnfinished.toOperationNode())
  assert.ok(unfinished.every((status) => words.includes(`'${status}'`)))
})
