import type { Actor } from '../../identity/actor.ts'
import type { Versioned } from '../../identity/change-organisation.ts'
import type { Whence } from '../../identity/identity.ts'
import type { Outcome } from '../../identity/outcome.ts'
import type { Principal } from '../../principal.ts'
import { answer, empty, type Reply, type RequestFacts } from '../binding.ts'

/** Answers with what came of it. */
export function reply<T>(outcome: Outcome<T>, show: (value: T) => Reply<T> = answer): Reply<T> {
  return outcome.ok ? show(outcome.value) : problemReply(outcome)
}

/** Answers with the value and its version as the entity tag. */
export function replyVersioned<T>(outcome: Outcome<Versioned<T>>): Reply<T> {
  if (!outcome.ok) return problemReply(outcome)
  return answer(outcome.value.value, { etag: `${outcome.value.version}` })
}

/** Answers without a body. */
export function replyEmpty<T>(outcome: Outcome<unknown>, headers?: Readonly<Record<string, string>>): Reply<T> {
  if (!outcome.ok) return problemReply(outcome)
  return headers === undefined ? empty : { kind: 'empty', headers }
}

/** Answers with why it was not done. */
export function problemReply<T>(outcome: Exclude<Outcome<unknown>, { readonly ok: true }>): Reply<T> {
  const { problem, retryAfter } = outcome
  if (retryAfter === undefined) return { kind: 'problem', problem }
  return { kind: 'problem', problem, headers: { 'retry-after': `${retryAfter}` } }
}

/** Whether a version is the one that `If-Match` names; without it every version is. */
export function versionCheck({ ifMatch }: RequestFacts): (version: number) => boolean {
  return (version) => ifMatch === undefined || ifMatch === '*' || ifMatch === `${version}`
}

/** Where a request came from. */
export function whenceOf({ address, userAgent }: RequestFacts): Whence {
  return userAgent === undefined ? { address } : { address, userAgent }
}

/** Who does it, and from where. */
export function actorOf(call: { readonly principal: Principal; readonly request: RequestFacts }): Actor {
  return { principal: call.principal, whence: whenceOf(call.request) }
}
