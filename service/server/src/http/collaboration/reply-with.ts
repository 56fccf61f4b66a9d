import type { Outcome } from '../../collaboration/outcome.ts'
import { answer, empty, type Reply, refuse } from '../binding.ts'

/** What a use case comes to, as a reply. */
export function replyWith<T>(outcome: Outcome<T>, etag?: (value: T) => string): Reply<T> {
  if (!outcome.ok) return refuse(outcome.problem)
  return answer(outcome.value, etag === undefined ? {} : { etag: etag(outcome.value) })
}

/** The same where there is nothing to tell. */
export function replyEmpty(outcome: Outcome<unknown>): Reply<void> {
  return outcome.ok ? empty : refuse(outcome.problem)
}
