import type { Generated } from 'kysely'

/** How far a run has come. */
export type RunStatusRow =
  | 'queued'
  | 'awaiting-approval'
  | 'running'
  | 'ok'
  | 'refused'
  | 'failed'
  | 'timed-out'
  | 'cancelled'

/** The rows of runs and of what makes them: saved analyses and schedules. Lists and objects are JSON. */
export type RunTables = {
  readonly runs: {
    readonly id: string
    readonly collaboration: string
    readonly organisation: string
    /** The name of the organisation in the collaboration. */
    readonly member: string
    /** The person; of an organisation's own key: null. */
    readonly user: string | null
    /** The key of a program that asks for a person: its spending is counted. */
    readonly agent: string | null
    readonly ask: string
    readonly purpose: string | null
    readonly payer: string | null
    /** The names of the tables that it reads, as of its submission. */
    readonly tables: string
    /** The members who get the result; null where its submitter said nothing of it. */
    readonly wanted_receivers: string | null
    /** The members who get it, as far as is known. */
    readonly receivers: string
    readonly status: RunStatusRow
    readonly idempotency_key: string | null
    /** Of everything that was sent with the key. */
    readonly request_hash: string
    readonly timeout_ms: number | null
    readonly submitted_at: string
    readonly started_at: string | null
    readonly finished_at: string | null
    /** How often a process began it without putting it on record. */
    readonly attempts: number
    readonly receipt: string | null
    /** Why it was refused or ended early, in a closed vocabulary. */
    readonly reason: string | null
    readonly diagnostics: string | null
    /** What the places of the diagnostics speak of. */
    readonly text: string | null
    /** Until when the result is kept; null where there is none. */
    readonly expires_at: string | null
    readonly result_gone_at: string | null
    readonly schedule: string | null
    /** Who let it pass. */
    readonly approved_by: string | null
    /** What its program or schedule may spend of each budget in all. */
    readonly spending_cap: number | null
    /** Whether it reads tables with differential privacy. */
    readonly is_protected: number
    /** Of an activation: where its result goes, as that was when it was submitted. */
    readonly destination: string | null
  }
  /** Who may see a run, in the order of a list. */
  readonly run_viewers: {
    readonly collaboration: string
    readonly organisation: string
    readonly submitted_at: string
    readonly run: string
    /** Whether the organisation is its submitter, an owner of what it reads or a receiver: the strongest of them. */
    readonly role: 'submitter' | 'owner' | 'receiver'
  }
  /** The first time that each organisation fetched a result. */
  readonly result_reads: { readonly run: string; readonly organisation: string; readonly at: string }
  /** What a run was to cost when it was submitted, of each owner's budget. */
  readonly run_shares: {
    readonly run: string
    readonly collaboration: string
    readonly owner: string
    readonly share: number
    readonly agent: string | null
    readonly schedule: string | null
    readonly is_released: number
  }
  /** The steps of a run, for those who watch it. */
  readonly run_events: {
    readonly run: string
    readonly sequence: number
    readonly at: string
    readonly status: RunStatusRow
  }
  /** The tables that a published answer was made of. */
  readonly published_tables: {
    readonly collaboration: string
    readonly key: string
    readonly table_name: string
  }
  readonly saved_analyses: {
    readonly id: string
    readonly collaboration: string
    readonly organisation: string
    readonly user: string | null
    readonly name: string
    readonly description: string
    readonly ask: string
    readonly version: number
    readonly created_at: string
    readonly updated_at: string
  }
  readonly schedules: {
    readonly id: string
    readonly collaboration: string
    readonly organisation: string
    readonly user: string | null
    /** The service key that made it, where nobody did. */
    readonly key: string | null
    readonly name: string
    /** What is submitted at every tick. */
    readonly submission: string
    readonly cron: string
    readonly zone: string
    /** Of any budget, over all its runs; null: only the budgets themselves hold it. */
    readonly max_share: number | null
    readonly status: 'active' | 'paused'
    readonly pause_reason: string | null
    readonly next_at: string | null
    readonly version: number
    readonly created_at: string
    readonly updated_at: string
  }
  readonly schedule_ticks: {
    readonly schedule: string
    readonly tick: string
    readonly at: string
    readonly outcome: 'submitted' | 'skipped' | 'paused'
    readonly run: string | null
    readonly reason: string | null
  }
  /** One row for each run that ended, for whoever pays for it. */
  readonly usage: {
    readonly run: string
    readonly collaboration: string
    readonly payer: string
    readonly organisation: string
    readonly month: string
    readonly at: string
    readonly status: string
    readonly size_class: string
    readonly time_class: string
    /** In thousandths of the currency of the price list. */
    readonly price: number
  }
}

/** The rows of webhooks and what is on its way to them. */
export type HookTables = {
  readonly webhooks: {
    readonly id: string
    readonly organisation: string
    /** Who made it or turned it on again: a person, or else a service key. */
    readonly user: string | null
    readonly key: string | null
    readonly url: string
    readonly description: string
    /** The kinds of events it hears; empty: all. */
    readonly kinds: string
    /** Sealed. */
    readonly secret: string
    readonly status: 'active' | 'disabled'
    readonly disabled_reason: string | null
    /** When the deliveries that fail began to fail. */
    readonly failing_since: string | null
    readonly version: number
    readonly created_at: string
    readonly updated_at: string
  }
  readonly deliveries: {
    readonly sequence: Generated<number>
    readonly id: string
    readonly webhook: string
    readonly kind: string
    readonly body: string
    readonly status: 'waiting' | 'delivered' | 'failed'
    readonly attempts: number
    readonly next_at: string | null
    readonly created_at: string
    readonly delivered_at: string | null
    /** Of the last attempt: a status of HTTP, or a word for why there was none. */
    readonly last_answer: string | null
  }
}
