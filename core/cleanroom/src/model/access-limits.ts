import { readValue, writeValue } from '@glovebox/sql'
import type { AccessPeriod, Collaboration } from './collaboration.ts'

/** How many runs may read a table from one moment (included) to another (excluded); absent ends are open. */
export type AccessLimit = {
  readonly table: string
  readonly owner: string
  readonly per: AccessPeriod
  readonly limit: number
  readonly from?: string
  readonly to?: string
}

/**
 * The limits on runs that read these tables, as they stand at a moment (ISO 8601, UTC). Periods are those of the
 * calendar in UTC; weeks begin on Monday. What is not refreshed counts the runs of all time.
 */
export function accessLimitsOf(
  collaboration: Collaboration,
  tables: readonly string[],
  now: string,
): readonly AccessLimit[] {
  const today = dayOf(now)
  return collaboration.tables
    .filter(({ name }) => tables.includes(name))
    .flatMap(({ name: table, owner, accessBudgets = [] }) =>
      accessBudgets.map(({ per, runs: limit, isRefreshed }) => {
        const window = isRefreshed ? windowOf(per, today) : {}
        return { table, owner, per, limit, ...window }
      }),
    )
}

const date = { kind: 'date' } as const

/** Days since 1970-01-01. */
function dayOf(now: string): bigint {
  const day = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(now) ? readValue(now.slice(0, 10), date) : undefined
  if (typeof day !== 'bigint') throw new Error(`this is no time in UTC: ${now}`)
  return day
}

function windowOf(per: AccessPeriod, today: bigint): { readonly from?: string; readonly to?: string } {
  switch (per) {
    case 'day':
      return { from: startOf(today), to: startOf(today + 1n) }
    case 'week': {
      // Day 0 was a Thursday, three days after a Monday; the remainder must not be negative before it.
      const monday = today - ((((today + 3n) % 7n) + 7n) % 7n)
      return { from: startOf(monday), to: startOf(monday + 7n) }
    }
    case 'month': {
      const month = writeValue(today, date).slice(0, 7)
      const first = BigInt(Number(writeValue(today, date).slice(8)) - 1)
      // 31 days after the first of a month is always in the next.
      const next = writeValue(today - first + 31n, date).slice(0, 7)
      return { from: `${month}-01T00:00:00.000Z`, to: `${next}-01T00:00:00.000Z` }
    }
    case 'lifetime':
      return {}
  }
}

function startOf(day: bigint): string {
  return `${writeValue(day, date)}T00:00:00.000Z`
}
