import { collaborationMigration } from './collaboration.ts'
import { contributionMigration } from './contribution.ts'
import { identityMigration } from './identity.ts'
import { hookMigration } from './hooks.ts'
import type { Migration } from './migration.ts'
import { roomMigration } from './room.ts'
import { runMigration } from './runs.ts'

/** Every step of the schema, in the order of its versions. Append to it. */
export const migrations: readonly Migration[] = [
  roomMigration,
  identityMigration,
  collaborationMigration,
  contributionMigration,
  runMigration,
  hookMigration,
]
