import type { AnalysisAsk, Price } from '@glovebox/api'
import { type Refused, refused } from '../collaboration/outcome.ts'
import type { Db } from '../store/store.ts'
import { assessAsk } from '../usecase/assess-ask.ts'
import { priceAsk } from '../usecase/price-ask.ts'
import type { World } from '../usecase/world.ts'
import { askOf, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'

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

/**
 * Whether a capped run may still spend what it costs now, which may be more than when it was submitted: what it counted
 * on may no longer be published. What it counts for is brought to that.
 */
export async function isStillWithinCap(world: RunWorld, room: World, row: RunRow): Promise<boolean> {
  const by = row.agent === null ? 'schedule' : 'agent'
  const id = row[by]
  if (row.spending_cap === null || id === null) return true
  const ask = askOf(row.member, JSON.parse(row.ask) as AnalysisAsk)
  const assessed = await assessAsk(room, ask)
  if (assessed.kind !== 'accepted') return true
  const { prices } = await priceAsk(unremembering(room), ask, assessed)
  const maxShare = row.spending_cap
  return world.store.transaction(row.collaboration, async (tx) => {
    const before = await tx.selectFrom('run_shares').select(['owner', 'share']).where('run', '=', row.id).execute()
    const more = prices.filter(({ owner, share }) => {
      const counted = before.find((one) => one.owner === owner)?.share ?? 0
      return share > counted + rounding
    })
    for (const { owner } of more)
      await tx.deleteFrom('run_shares').where('run', '=', row.id).where('owner', '=', owner).execute()
    const overspent = await whyNotSpend(tx, { by, id, maxShare }, row.collaboration, more)
    const { collaboration, agent, schedule } = row
    for (const { owner, share } of more)
      await tx
        .insertInto('run_shares')
        .values({ run: row.id, collaboration, owner, share, agent, schedule, is_released: 0 })
        .execute()
    return overspent === undefined
  })
}

/** A room that asks sources for their versions: what was remembered of them may cost nothing, and what is read something. */
export function unremembering(room: World): World {
  return { ...room, versions: { ...room.versions, get: () => undefined } }
}
