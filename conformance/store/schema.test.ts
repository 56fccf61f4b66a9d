import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import type { Migration } from '../../service/server/src/store/migration/migration.ts'
import { migrations } from '../../service/server/src/store/migration/migrations.ts'
import { unfinishedRunMigration } from '../../service/server/src/store/migration/unfinished-runs.ts'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openPostgresStore } from '../../service/server/src/store/postgres.ts'
import { migratePostgres } from '../../service/server/src/store/postgres-client.ts'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-schema-'))
after(() => rmSync(folder, { recursive: true }))
const server = await startPostgres({ fsync: false })
after(() => server.remove())

type Column = { readonly table: string; readonly column: string; readonly type: string; readonly nullable: string }

test('versions ascend from the one after the local states', () => {
  const versions = migrations.map(({ version }) => version)
  assert.equal(versions[0], 4)
  assert.deepEqual(
    versions,
    [...new Set(versions)].sort((a, b) => a - b),
  )
})

test('both databases have the same tables, columns and types, and nothing that they read differently', async () => {
  const sqlite = await openSqliteStore(join(folder, 'state'))
  const postgres = await openPostgresStore({ connectionString: await server.newDatabase() })
  const { rows: here } = await sql<Column>`
    SELECT t.name AS "table", c.name AS "column", c.type AS type,
      CASE WHEN c."notnull" OR c.pk > 0 THEN 'NO' ELSE 'YES' END AS nullable
    FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
    ORDER BY t.name, c.cid`.execute(sqlite.db)
  const { rows: there } = await sql<Column>`
    SELECT table_name AS "table", column_name AS "column", data_type AS type, is_nullable AS nullable
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'schema_version'
    ORDER BY table_name COLLATE "C", ordinal_position`.execute(postgres.db)
  const types: Readonly<Record<string, string>> = {
    text: 'TEXT',
    bigint: 'INTEGER',
    'double precision': 'REAL',
    bytea: 'BLOB',
  }
  const spell = ({ table, column, type, nullable }: Column): string => `${table}.${column} ${type} ${nullable}`
  assert.deepEqual(
    there.map((column) => spell({ ...column, type: types[column.type] ?? column.type })),
    here.map(spell),
  )
  const { rows: loose } = await sql`
    SELECT name FROM pragma_table_list WHERE NOT strict AND type = 'table' AND schema = 'main'
      AND name NOT LIKE 'sqlite_%'`.execute(sqlite.db)
  assert.deepEqual(loose, [], 'every table is strict')
  await sqlite.close()
  await postgres.close()
})

/** The steps that there were while the index of unfinished runs had another order. */
const early = migrations
  .filter(({ version }) => version < unfinishedRunMigration.version)
  .map((step): Migration => {
    const statements: Migration['statements'] = (words) =>
      step
        .statements(words)
        .map((one) => one.replace('runs (organisation, submitted_at, id)', 'runs (submitted_at, id)'))
    return { ...step, statements }
  })

test('a database with the early index of unfinished runs gets the one that others have, and keeps it', async () => {
  const opened = join(folder, 'early')
  await (await openSqliteStore(opened, early)).close()
  const connectionString = await server.newDatabase()
  await migratePostgres(connectionString, early)
  for (const open of [() => openSqliteStore(opened), () => openPostgresStore({ connectionString })]) {
    for (const round of ['brought up', 'opened again']) {
      const store = await open()
      const found =
        store.dialect === 'sqlite'
          ? sql<{ text: string }>`SELECT sql AS text FROM sqlite_master WHERE name = 'runs_unfinished'`
          : sql<{ text: string }>`SELECT indexdef AS text FROM pg_indexes WHERE indexname = 'runs_unfinished'`
      const { rows } = await found.execute(store.db)
      assert.match(rows.map(({ text }) => text).join(), /\(organisation, submitted_at, id\)/, round)
      await store.close()
    }
  }
})
