import type { DdlWords, Migration } from './migration.ts'

function create({ integer, strict }: DdlWords): readonly string[] {
  return [
    `CREATE TABLE data_set_budgets (organisation TEXT NOT NULL PRIMARY KEY, policy TEXT NOT NULL,
       version ${integer} NOT NULL CHECK (version >= 1), updated_at TEXT NOT NULL)${strict}`,
  ]
}

/** What organisations let be spent over all collaborations. */
export const dataSetBudgetMigration: Migration = { version: 11, area: 'contribution', statements: create }
