import type { EventKindName } from '@glovebox/api'

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
export type EventKind = EventKindName
