import type { ExplainAnswer } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { duckdb, emit, printRelation } from '@glovebox/sql'
import { stepReport } from '../privacy/step-report.ts'
import { assessAsk } from './assess-ask.ts'
import { planQueries } from './plan-queries.ts'
import { priceAsk } from './price-ask.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/**
 * How an ask would run: the accepted relation, the relation that keeps every promise, how numbers are made private, and
 * the SQL for engines, without the key that decides which of a unit's groups count.
 */
export async function explain(world: World, ask: Ask): Promise<ExplainAnswer> {
  const assessed = await assessAsk(world, ask)
  if (assessed.kind === 'turned-away') return assessed.refusal
  const { sql: text, accepted } = assessed.assessment
  if (assessed.kind === 'refused') return refusal(assessed.reason, assessed.diagnostics, text)
  const { plan } = assessed
  const { prices, cached } = await priceAsk(world, ask, assessed)
  const steps = plan.steps.map((step, i) => stepReport(step, cached[i] === true))
  return {
    status: 'ok',
    relation: printRelation(accepted ?? plan.query),
    protectedRelation: printRelation(plan.query),
    suppression: { constraints: plan.suppression },
    emitted: planQueries(plan).map(({ query, purpose }) => ({
      dialect: duckdb.name,
      purpose,
      sql: emit(query, duckdb).sql,
    })),
    ...(steps.length === 0 ? {} : { privacy: { price: prices, steps } }),
    text,
  }
}
