import type { Outcome } from '../../collaboration/outcome.ts'
import { answer, type Reply, refuse } from '../binding.ts'

/** The reply that an outcome is. */
export function replyOf<T>(outcome: Outcome<T>): Reply<T> {
  return outcome.ok ? answer(outcome.value) : refuse(outcome.problem)
}
