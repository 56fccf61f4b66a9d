import type { Outcome } from '../collaboration/outcome.ts'
import { answer, empty, type Reply, refuse } from './binding.ts'

/** The reply that a use case comes to; things with a version are tagged with it. */
export function replyOf<T>(outcome: Outcome<T>): Reply<T> {
  if (!outcome.ok) return refuse(outcome.problem)
  const { value } = outcome
  const tag = tagOf(value)
  return answer(value, tag === undefined ? {} : { etag: tag })
}

/** The reply without a body. */
export function emptyReplyOf(outcome: Outcome<unknown>): Reply<never> {
  return outcome.ok ? empty : refuse(outcome.problem)
}

function tagOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if ('version' in value && typeof value.version === 'number') return String(value.version)
  return 'revision' in value && typeof value.revision === 'number' ? String(value.revision) : undefined
}
