import { activationMigration } from './activation.ts'
import { collaborationMigration } from './collaboration.ts'
import { connectionMigration } from './connections.ts'
import { contributionMigration } from './contribution.ts'
import { dataSetBudgetMigration } from './data-set-budget.ts'
import { disallowedDefinitionMigration } from './disallowed-definitions.ts'
import { hookMigration } from './hooks.ts'
import { identityMigration } from './identity.ts'
import { makerMigration } from './makers.ts'
import type { Migration } from './migration.ts'
import { minimumReviewerMigration } from './minimum-reviewers.ts'
import { oauthMigration } from './oauth.ts'
import { resultReadMigration } from './result-reads.ts'
import { roomMigration } from './room.ts'
import { runMigration } from './runs.ts'
import { unfinishedRunMigration } from './unfinished-runs.ts'

/** Every step of the schema, in the order of its versions. Append to it. */
export const migrations: readonly Migration[] = [
  roomMigration,
  identityMigration,
  collaborationMigration,
  contributionMigration,
  runMigration,
  hookMigration,
  oauthMigration,
  dataSetBudgetMigration,
  resultReadMigration,
  disallowedDefinitionMigration,
  minimumReviewerMigration,
  makerMigration,
  connectionMigration,
  unfinishedRunMigration,
  activationMigration,
]
