import type { AccessBudgetDocument } from '@glovebox/cleanroom'

/** A stretch of calendar time, UTC; `until` is the first moment after it. */
export type Period = { readonly key: string; readonly from?: string; readonly until?: string }

const dayMs = 24 * 60 * 60 * 1000

/** The period of a budget that a moment falls in. Weeks begin on Mondays. */
export function periodOf(per: AccessBudgetDocument['per'], at: Date): Period {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  switch (per) {
    case 'lifetime':
      return { key: 'lifetime' }
    case 'day':
      return period(per, Date.UTC(year, month, day), Date.UTC(year, month, day + 1))
    case 'week': {
      const monday = Date.UTC(year, month, day - ((at.getUTCDay() + 6) % 7))
      return period(per, monday, monday + 7 * dayMs)
    }
    case 'month':
      return period(per, Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1))
  }
}

function period(per: string, from: number, until: number): Period {
  const begin = new Date(from).toISOString()
  return { key: `${per} ${begin.slice(0, 10)}`, from: begin, until: new Date(until).toISOString() }
}

/** The period that a limit counts in: a limit that does not refresh counts from the first run on. */
export function countedPeriod({ per, refresh }: AccessBudgetDocument, at: Date): Period {
  return refresh === false ? { key: 'lifetime' } : periodOf(per, at)
}
