import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import { whyUnusable } from './why-unusable.ts'

function inDatabase(sql: string): (folder: string) => void {
  return (folder) => {
    const database = new DatabaseSync(join(folder, 'state.db'))
    database.exec(sql)
    database.close()
  }
}

const rows: readonly (readonly [name: string, spoil: (folder: string) => void, remedy: string])[] = [
  ['a file that is no database', (folder) => writeFileSync(join(folder, 'state.db'), 'x'.repeat(5000)), 'backup'],
  ['tables without a version', inDatabase('CREATE TABLE log_entries (x)'), 'backup'],
  ['a later version', inDatabase('PRAGMA user_version = 99'), 'version'],
  ['a folder for a file', (folder) => mkdirSync(join(folder, 'state.db')), 'access'],
]

for (const [name, spoil, remedy] of rows)
  test(`${name} is told from other trouble`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-unusable-'))
    try {
      spoil(folder)
      await assert.rejects(
        openSqliteStore(folder),
        (error) => whyUnusable(error).remedy === remedy && whyUnusable(error).reason !== '',
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

test('a full disk asks for room', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  assert.equal(whyUnusable(error).remedy, 'space')
  assert.equal(whyUnusable(Object.assign(new Error('database or disk is full'), { errcode: 13 })).remedy, 'space')
})
