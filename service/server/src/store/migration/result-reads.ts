import type { DdlWords, Migration } from './migration.ts'

function create({ strict }: DdlWords): readonly string[] {
  return [
    `CREATE TABLE result_reads (run TEXT NOT NULL, organisation TEXT NOT NULL, at TEXT NOT NULL,
       PRIMARY KEY (run, organisation))${strict}`,
  ]
}

/** Who fetched which result first when. */
export const resultReadMigration: Migration = { version: 12, area: 'runs', statements: create }
