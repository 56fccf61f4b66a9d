import type { ExplainAnswer } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { duckdb, emit, printRelation } from '@glovebox/sql'
import { assessAsk } from './assess-ask.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/** How an ask would run: the accepted relation, the relation with its thresholds, and the SQL for the engine. */
export async function explain(world: World, ask: Ask): Promise<ExplainAnswer> {
  const assessed = await assessAsk(world, ask)
  if (assessed.kind === 'turned-away') return assessed.refusal
  const { sql: text, accepted } = assessed.assessment
  if (assessed.kind === 'refused') return refusal(assessed.reason, assessed.diagnostics, text)
  const { query, suppression } = assessed.plan
  return {
    status: 'ok',
    relation: printRelation(accepted ?? query),
    protectedRelation: printRelation(query),
    suppression: { constraints: suppression },
    emitted: { dialect: duckdb.name, sql: emit(query, duckdb).sql },
    text,
  }
}
