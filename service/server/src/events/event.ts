/** Something that organisations may want to hear of: webhooks, event streams, the list of what waits for them. */
export type ServerEvent = {
  readonly kind: EventKind
  /** Absent for what concerns one organisation alone. */
  readonly collaboration?: string
  /** The organisations that may hear of it. */
  readonly audience: readonly string[]
  /** Ids and names only: never rows, never what the audience may not see. */
  readonly data: Readonly<Record<string, string | number | boolean | readonly string[]>>
}

/** The kinds, in the words of webhooks. */
export type EventKind =
  | 'collaboration.invited'
  | 'collaboration.member-joined'
  | 'collaboration.member-left'
  | 'collaboration.closed'
  | 'change-request.opened'
  | 'change-request.committed'
  | 'change-request.denied'
  | 'template.review-needed'
  | 'template.approved'
  | 'template.rejected'
  | 'table.associated'
  | 'table.paused'
  | 'table.resumed'
  | 'table.revoked'
  | 'run.queued'
  | 'run.started'
  | 'run.finished'
  | 'run.approval-needed'
  | 'budget.threshold'
  | 'budget.exhausted'
  | 'schedule.paused'
