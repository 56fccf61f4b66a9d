import type { Plan, PublishedRows } from '@glovebox/cleanroom'
import type { Database } from '../state/database.ts'
import { findPublished } from './published-rows.ts'
import { type Circumstances, fromCacheOrder, type StepQuestion, stepQuestion } from './question-key.ts'

/** A private step as the answer cache knows it, and its answer where there is one. */
export type KnownStep = { readonly question: StepQuestion; readonly published: PublishedRows | undefined }

/** What was published before of the steps of a plan, in these circumstances. */
export function answeredBefore(database: Database, plan: Plan, circumstances: Circumstances): readonly KnownStep[] {
  return plan.steps.map((step) => {
    const question = stepQuestion(step, circumstances)
    const found = findPublished(database, question.key)
    return { question, published: found && fromCacheOrder(found, question, step.keys.length) }
  })
}
