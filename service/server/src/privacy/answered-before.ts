import type { Plan, PublishedRows } from '@glovebox/cleanroom'
import type { RoomState } from '../store/room-state.ts'
import { findPublished } from './published-rows.ts'
import { type Circumstances, fromCacheOrder, type StepQuestion, stepQuestion } from './question-key.ts'

/** A private step as the answer cache knows it, and its answer where there is one. */
export type KnownStep = { readonly question: StepQuestion; readonly published: PublishedRows | undefined }

/** The steps of a plan as if nothing of them were published: what is activated is asked anew. */
export function askedAnew(plan: Plan, circumstances: Circumstances): readonly KnownStep[] {
  return plan.steps.map((step) => ({ question: stepQuestion(step, circumstances), published: undefined }))
}

/** What was published before of the steps of a plan, in these circumstances. */
export async function answeredBefore(
  state: RoomState,
  plan: Plan,
  circumstances: Circumstances,
): Promise<readonly KnownStep[]> {
  const known: KnownStep[] = []
  for (const step of plan.steps) {
    const question = stepQuestion(step, circumstances)
    const found = await findPublished(state, question.key)
    known.push({ question, published: found && fromCacheOrder(found, question, step.keys.length) })
  }
  return known
}
