import type { Migration } from './migration.ts'

function alter(): readonly string[] {
  return [
    'ALTER TABLE schedules ADD COLUMN "key" TEXT',
    'ALTER TABLE webhooks ADD COLUMN "user" TEXT',
    'ALTER TABLE webhooks ADD COLUMN "key" TEXT',
  ]
}

/** Who stands for a schedule or webhook: what its maker may not do any more it does not go on doing. */
export const makerMigration: Migration = { version: 15, area: 'runs', statements: alter }
