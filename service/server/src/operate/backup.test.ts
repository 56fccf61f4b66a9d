import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { sharedPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { writeBackup } from './backup.ts'
import { restoreBackup } from './restore.ts'
import { tablesOf } from './tables-of.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-backup-'))
const stores: Store[] = []
after(async () => {
  for (const store of stores) await store.close()
  rmSync(folder, { recursive: true, force: true })
})

let count = 0
const nextFolder = (): string => {
  count += 1
  return join(folder, `state-${count}`)
}
const opened = async (open: Promise<Store>): Promise<Store> => {
  const store = await open
  stores.push(store)
  return store
}
const sqlite = (): Promise<Store> => opened(openSqliteStore(nextFolder()))
const postgres = async (): Promise<Store> => {
  const server = await sharedPostgres()
  return await opened(openPostgresStore({ connectionString: await server.newDatabase() }))
}

/** Rows with every kind of cell: integers beyond 2^53, text with anything, NULL. */
async function fill(store: Store): Promise<void> {
  await sql`INSERT INTO ledger_periods (collaboration, owner, period, at, by, reason)
    VALUES ('col_1', 'ä "quoted"', ${9007199254740993n}, '2026-01-01T00:00:00Z', 'b', ${'line\nline\u2028'})`.execute(
    store.db,
  )
  await store.db
    .insertInto('organisations')
    .values({
      id: 'org_1',
      name: 'one',
      name_folded: 'one',
      is_operator: 0,
      is_second_factor_required: 0,
      created_at: '2026-01-01T00:00:00Z',
      version: 1,
    })
    .execute()
}

async function contents(store: Store): Promise<unknown> {
  return await store.snapshot(async (tx) => {
    const tables: Record<string, unknown> = {}
    for (const table of await tablesOf(store, tx)) {
      const { rows } = await sql<object>`SELECT * FROM ${sql.table(table)}`.execute(tx)
      if (rows.length > 0) tables[table] = rows.map((row) => ({ ...row }))
    }
    return tables
  })
}

const about = { at: '2026-01-01T00:00:00Z', server: 'rooms' }

for (const [name, from, to] of [
  ['from SQLite to SQLite', sqlite, sqlite],
  ['from SQLite to PostgreSQL', sqlite, postgres],
  ['from PostgreSQL to SQLite', postgres, sqlite],
] as const)
  test(`what is backed up comes back, ${name}`, async () => {
    const [source, target] = [await from(), await to()]
    await fill(source)
    const path = join(folder, 'all.backup')
    const { rows } = await writeBackup(source, path, about)
    assert.ok(rows >= 2)
    const restored = await restoreBackup(target, path)
    assert.deepEqual([restored.ok, restored.ok && restored.rows], [true, rows])
    assert.deepEqual(await contents(target), await contents(source))
  })

const damages: readonly (readonly [name: string, damage: (lines: string) => string | Buffer, fault: string])[] = [
  ['that is cut off', (lines) => gzipSync(lines).subarray(0, 100), 'cut-short'],
  ['whose last line is missing', (lines) => lines.split('\n').slice(0, -2).join('\n').concat('\n'), 'cut-short'],
  [
    'that lacks a row',
    (lines) =>
      lines
        .split('\n')
        .filter((line) => !line.includes('org_1'))
        .join('\n'),
    'cut-short',
  ],
  ['of a later version', (lines) => lines.replace(/"schema":\d+/, '"schema":999'), 'other-version'],
  ['of something else', () => '{}\n', 'not-a-backup'],
  ['that is not JSON', () => 'hello\n', 'not-a-backup'],
  [
    'with a table that there is not',
    (lines) => lines.replace('{"table":"organisations"}', '{"table":"users; DROP"}'),
    'unknown-table',
  ],
]

for (const [name, damage, fault] of damages)
  test(`a backup ${name} is refused, and nothing of it is kept`, async () => {
    const source = await sqlite()
    await fill(source)
    const path = join(folder, 'damaged.backup')
    await writeBackup(source, path, about)
    const damaged = damage(gunzipSync(readFileSync(path)).toString('utf8'))
    writeFileSync(path, typeof damaged === 'string' ? gzipSync(damaged) : damaged)
    const target = await sqlite()
    assert.deepEqual(await restoreBackup(target, path), { ok: false, fault })
    assert.deepEqual(await contents(target), {})
  })

test('a store that holds anything is not restored over', async () => {
  const source = await sqlite()
  await fill(source)
  const path = join(folder, 'twice.backup')
  await writeBackup(source, path, about)
  assert.deepEqual(await restoreBackup(source, path), { ok: false, fault: 'not-empty' })
})
