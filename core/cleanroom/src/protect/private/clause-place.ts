import type { Span } from '@glovebox/diagnostics'
import type { ReduceRelation } from '@glovebox/sql'

/** Where a SELECT asks for privacy itself: its clause, or the bounds of an aggregate; undefined where it does not. */
export function clausePlace({ privacy, aggregates }: ReduceRelation): Span | undefined {
  return privacy?.at ?? boundedPlace({ aggregates })
}

/** Where an aggregate has bounds or a format of its own. */
export function boundedPlace({ aggregates }: Pick<ReduceRelation, 'aggregates'>): Span | undefined {
  const bounded = aggregates.find(({ bounds, report }) => bounds !== undefined || report !== undefined)
  return bounded?.bounds?.at ?? bounded?.at
}
