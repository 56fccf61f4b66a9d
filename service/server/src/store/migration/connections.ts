import type { DdlWords, Migration } from './migration.ts'

function create({ integer, strict }: DdlWords): readonly string[] {
  const text = (...names: readonly string[]): string => names.map((name) => `${name} TEXT NOT NULL`).join(', ')
  return [
    `CREATE TABLE connections (id TEXT NOT NULL PRIMARY KEY,
       ${text('organisation', 'name', 'name_folded', 'description', 'kind', 'target', 'secret')},
       version ${integer} NOT NULL CHECK (version >= 1), ${text('created_at', 'updated_at')})${strict}`,
    'CREATE UNIQUE INDEX connections_by_name ON connections (organisation, name_folded)',
  ]
}

/** What opens the places of data that tables are read from. */
export const connectionMigration: Migration = { version: 16, area: 'connections', statements: create }
