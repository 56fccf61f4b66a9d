import type { AccessLog } from '../access/access-log.ts'
import type { GrantedTable } from '../access/granted.ts'
import type { RateLimit } from '../access/rate-limit.ts'
import type { Recipient } from '../access/recipient.ts'
import type { ShareConfig } from '../config/share-config.ts'
import type { SharedTables } from '../table/shared-tables.ts'

/** What a share server is made of. */
export type ShareWorld = {
  /** As it is at this moment. */
  readonly config: () => ShareConfig
  readonly recipients: () => readonly Recipient[]
  readonly key: Uint8Array
  readonly tables: SharedTables
  readonly log: AccessLog
  readonly clock: () => number
  readonly limits: { readonly recipients: RateLimit; readonly strangers: RateLimit }
  /** The address of the server without a slash at its end, as recipients know it. */
  readonly endpoint: () => string
  /** What only the owner is told. */
  readonly onProblem: (sentence: string) => void
}

/** Who asks. */
export type Caller = {
  readonly recipient: Recipient
  readonly generation: number
  readonly tables: readonly GrantedTable[]
}
