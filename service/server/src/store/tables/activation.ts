/** Where results go instead of to members, and what is on its way there. */
export type ActivationTables = {
  readonly destinations: {
    readonly id: string
    readonly collaboration: string
    readonly name: string
    readonly name_folded: string
    readonly organisation: string
    readonly kind: 'https'
    /** Where it is, as its kind says it: JSON. */
    readonly place: string
    /** Of whose it is and where: what owners allow. */
    readonly hash: string
    readonly format: string
    readonly description: string
    /** Sealed. */
    readonly secret: string
    readonly version: number
    readonly created_at: string
    readonly updated_at: string
  }
  /** One for each run whose result goes to a destination. The rows are sealed with the run's receipt until they went. */
  readonly activations: {
    readonly run: string
    readonly collaboration: string
    /** Its id. */
    readonly destination: string
    /** `pending`: the run has not ended. */
    readonly status: 'pending' | 'waiting' | 'delivered' | 'failed' | 'withdrawn'
    /** The id that every attempt carries. */
    readonly delivery: string
    /** Written down before each of them. */
    readonly attempts: number
    readonly next_at: string | null
    readonly failing_since: string | null
    readonly created_at: string
    readonly ended_at: string | null
    /** Of the last attempt: a status of HTTP, or a word for why there was none. */
    readonly last_answer: string | null
    readonly reason: string | null
  }
}
