import type { Price } from '@glovebox/api'
import { type Refused, refused } from '../collaboration/outcome.ts'
import type { Db } from '../store/store.ts'

/** The key of a program that asks for a person, and what it may spend: shares of each budget, from 0 to 1. */
export type AgentKey = { readonly key: string; readonly maxShare: number; readonly approvalAboveShare?: number }

/** Sums of doubles that should be equal are this near; the cap gives way to nobody by it. */
const rounding = 1e-12

/**
 * Why a program may not spend this too; nothing where it may. What its earlier runs were to cost counts, unless nothing
 * was charged for them. Must stand in the transaction that adds to it.
 */
export async function whyAgentMayNot(
  tx: Db,
  { key, maxShare }: AgentKey,
  collaboration: string,
  prices: readonly Price[],
): Promise<Refused | undefined> {
  for (const { owner, share } of prices) {
    if (share === 0) continue
    const spent = await tx
      .selectFrom('run_shares')
      .select(({ fn }) => fn.sum<number | null>('share').as('share'))
      .where('agent', '=', key)
      .where('collaboration', '=', collaboration)
      .where('owner', '=', owner)
      .where('is_released', '=', 0)
      .executeTakeFirst()
    if (Number(spent?.share ?? 0) + share <= maxShare + rounding) continue
    return refused('BUDGET_EXHAUSTED', {
      reason: 'AGENT_CAP',
      detail: `this key may spend a share of ${maxShare} of the budget of ${owner}`,
      help: 'a person can submit the analysis, or raise what the key may spend',
    })
  }
  return undefined
}
