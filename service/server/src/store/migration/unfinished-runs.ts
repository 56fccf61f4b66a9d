import type { Migration } from './migration.ts'

/** Databases that had runs early have an index of another order under this name. */
function replace(): readonly string[] {
  return [
    'DROP INDEX IF EXISTS runs_unfinished',
    `CREATE INDEX runs_unfinished ON runs (organisation, submitted_at, id)
     WHERE status IN ('queued', 'awaiting-approval', 'running')`,
  ]
}

/** Unfinished runs are found by their organisation in every database, however old. */
export const unfinishedRunMigration: Migration = { version: 17, area: 'runs', statements: replace }
