import type { DdlWords, Migration } from './migration.ts'

function create({ strict }: DdlWords): readonly string[] {
  return [
    `CREATE TABLE disallowed_definitions (collaboration TEXT NOT NULL, configured_table TEXT NOT NULL,
       organisation TEXT NOT NULL, definition_hash TEXT NOT NULL, at TEXT NOT NULL,
       PRIMARY KEY (collaboration, configured_table, organisation, definition_hash))${strict}`,
  ]
}

/** What owners forbade to be made of their tables, under whatever name. */
export const disallowedDefinitionMigration: Migration = { version: 13, area: 'contribution', statements: create }
