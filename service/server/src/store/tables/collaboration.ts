import type { Generated } from 'kysely'

/** The rows of collaborations: who is in them, what is to change, what went, and what happened. */
export type CollaborationTables = {
  /** `settings` is JSON; `revision` grows with everything in the composed document. */
  readonly collaborations: {
    readonly id: string
    readonly name: string
    readonly description: string
    readonly creator: string
    readonly settings: string
    readonly revision: number
    readonly created_at: string
    readonly closed_at: string | null
  }
  /** `folded` is the name as names are compared; `abilities` is a JSON list. */
  readonly members: {
    readonly collaboration: string
    readonly organisation: string
    readonly name: string
    readonly folded: string
    readonly status: 'invited' | 'active' | 'declined' | 'left' | 'removed'
    readonly abilities: string
    readonly payment_accepted: number
    readonly invited_at: string
    readonly joined_at: string | null
    readonly ended_at: string | null
    readonly paused_at: string | null
  }
  /** `changes` is a JSON list. */
  readonly change_requests: {
    readonly id: string
    readonly collaboration: string
    readonly proposer: string
    readonly status: 'pending' | 'approved' | 'denied' | 'cancelled' | 'committed'
    readonly changes: string
    readonly is_auto_approved: number
    readonly opened_at: string
    readonly closed_at: string | null
    readonly reason: string | null
  }
  readonly change_votes: {
    readonly change: string
    readonly organisation: string
    readonly vote: 'approved' | 'denied'
    readonly at: string
  }
  readonly change_history: {
    readonly change: string
    readonly sequence: number
    readonly at: string
    readonly organisation: string
    readonly user: string | null
    readonly kind: 'opened' | 'approved' | 'denied' | 'cancelled' | 'committed' | 'commented'
    readonly comment: string | null
  }
  /** What went when a member did; its statement is signed anew once the keys are destroyed. A backup that is restored is brought to it. */
  readonly deletions: {
    readonly collaboration: string
    readonly organisation: string
    readonly at: string
    readonly cause: 'left' | 'removed' | 'closed'
    readonly statement: string
    readonly signature: string
  }
  /** What organisations may hear of, until it was told. `audience` and `data` are JSON. */
  readonly events: {
    readonly sequence: Generated<number>
    readonly at: string
    readonly kind: string
    readonly collaboration: string | null
    readonly audience: string
    readonly data: string
  }
}
