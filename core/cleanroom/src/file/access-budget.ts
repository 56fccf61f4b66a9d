import type { AccessBudget, AccessPeriod } from '../model/collaboration.ts'
import { choice, type Decoder, list, number, object, optional, refined, required, truth } from './decode.ts'
import { placeAt } from './node.ts'
import { refuse } from './reading.ts'

const periods: readonly AccessPeriod[] = ['day', 'week', 'month', 'lifetime']

const limit: Decoder<AccessBudget> = object(
  {
    per: required(
      choice(periods),
      'the calendar period that runs are counted in (UTC, weeks from Monday), or lifetime',
    ),
    runs: required(number({ isWhole: true, least: 1, most: 1_000_000 }), 'how many runs may read the table in it'),
    refresh: optional(truth, 'whether the next period begins anew; true where it is absent'),
  },
  ({ per, runs, refresh }, { node, reading }) => {
    if (per === 'lifetime' && refresh === true) {
      refuse(reading, 'COLLABORATION_ACCESS_LIFETIME', {}, placeAt(node, 'refresh'))
    }
    if (per === undefined || runs === undefined) return undefined
    return { per, runs, isRefreshed: per !== 'lifetime' && refresh !== false, at: node.head }
  },
)

/** How often runs may read a table: one limit for each period. */
export const accessBudget: Decoder<readonly AccessBudget[]> = refined(
  list(limit, { atLeast: 1, atMost: periods.length }),
  (limits, node, reading) => {
    const seen = new Set<AccessPeriod>()
    limits.forEach(({ per }, index) => {
      if (seen.has(per)) refuse(reading, 'COLLABORATION_ACCESS_TWICE', { per }, placeAt(node, index, 'per'))
      seen.add(per)
    })
    return seen.size === limits.length ? limits : undefined
  },
)
