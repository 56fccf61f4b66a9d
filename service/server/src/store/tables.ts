import type { ActivationTables } from './tables/activation.ts'
import type { CollaborationTables } from './tables/collaboration.ts'
import type { ConnectionTables } from './tables/connections.ts'
import type { ContributionTables } from './tables/contribution.ts'
import type { IdentityTables } from './tables/identity.ts'
import type { OauthTables } from './tables/oauth.ts'
import type { RoomTables } from './tables/room.ts'
import type { HookTables, RunTables } from './tables/runs.ts'

/** Every table, by area. Each area has its rows in `tables/` and its migration in `migration/`. */
export type Tables = RoomTables &
  IdentityTables &
  CollaborationTables &
  ContributionTables &
  RunTables &
  HookTables &
  ConnectionTables &
  ActivationTables &
  OauthTables
