import type { Price } from '@glovebox/api'
import { type Refused, refused } from '../collaboration/outcome.ts'
import type { Db } from '../store/store.ts'

/** The key of a program that asks for a person, and what it may spend: shares of each budget, from 0 to 1. */
export type AgentKey = { readonly key: string; readonly maxShare: number; readonly approvalAboveShare?: number }

/** What may spend so much of each budget, in all its runs together. */
export type Spender = { readonly by: 'agent' | 'schedule'; readonly id: string; readonly maxShare: number }

/** Sums of doubles that should be equal are this near; the cap gives way to nobody by it. */
const rounding = 1e-12

const words = {
  agent: {
    reason: 'AGENT_CAP',
    who: 'this key',
    help: 'a person can submit the analysis, or raise what the key may spend',
  },
  schedule: { reason: 'SCHEDULE_CAP', who: 'this schedule', help: 'raise what the schedule may spend, or let it rest' },
} as const

/**
 * Why a program or schedule may not spend this too; nothing where it may. What its earlier runs were to cost counts,
 * unless nothing was charged for them. Must stand in the transaction that adds to it.
 */
export async function whyNotSpend(
  tx: Db,
  { by, id, maxShare }: Spender,
  collaboration: string,
  prices: readonly Price[],
): Promise<Refused | undefined> {
  for (const { owner, share } of prices) {
    if (share === 0) continue
    const spent = await tx
      .selectFrom('run_shares')
      .select(({ fn }) => fn.sum<number | null>('share').as('share'))
      .where(by, '=', id)
      .where('collaboration', '=', collaboration)
      .where('owner', '=', owner)
      .where('is_released', '=', 0)
      .executeTakeFirst()
    if (Number(spent?.share ?? 0) + share <= maxShare + rounding) continue
    const { reason, who, help } = words[by]
    return refused('BUDGET_EXHAUSTED', {
      reason,
      detail: `${who} may spend a share of ${maxShare} of the budget of ${owner}`,
      help,
    })
  }
  return undefined
}
