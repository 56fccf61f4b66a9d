/** What organisations can hear of. */
export const eventKinds = [
  'collaboration.invited',
  'collaboration.member-joined',
  'collaboration.member-left',
  'collaboration.closed',
  'change-request.opened',
  'change-request.committed',
  'change-request.denied',
  'template.review-needed',
  'template.approved',
  'template.rejected',
  'table.associated',
  'table.paused',
  'table.resumed',
  'table.revoked',
  'run.queued',
  'run.started',
  'run.finished',
  'run.approval-needed',
  'budget.threshold',
  'budget.exhausted',
  'schedule.paused',
  'destination.registered',
  'destination.changed',
  'destination.removed',
  'activation.delivered',
  'activation.failed',
  'activation.withdrawn',
] as const

/** The kind of an event, in the words of webhooks. */
export type EventKindName = (typeof eventKinds)[number]
