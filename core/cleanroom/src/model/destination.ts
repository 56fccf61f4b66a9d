import type { Span } from '@glovebox/diagnostics'

/** Where the result of an activation goes, instead of to members: a place of one of them, outside of the room. */
export type Destination = {
  readonly name: string
  /** The member whose it is. */
  readonly owner: string
  readonly place: DestinationPlace
  readonly at: Span
}

/** A place that results are delivered to. */
export type DestinationPlace = { readonly kind: 'https'; readonly url: string }
