import type { DdlWords, Migration } from './migration.ts'

function alter({ integer }: DdlWords): readonly string[] {
  return [`ALTER TABLE approval_rules ADD COLUMN minimum_reviewers ${integer} NOT NULL DEFAULT 1`]
}

/** How many people of an owner have to approve a template at least. */
export const minimumReviewerMigration: Migration = { version: 14, area: 'contribution', statements: alter }
