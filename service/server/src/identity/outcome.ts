import { type Problem, type ProblemCode, type ProblemDetails, problem } from '@glovebox/api'

/** What came of something that was asked for. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly problem: Problem
      /** In seconds: when it may be tried again. */
      readonly retryAfter?: number
    }

/** It was done. */
export function done<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

/** It was not done. */
export function refused(
  code: ProblemCode,
  details: ProblemDetails = {},
): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: problem(code, details) }
}

/** It may be tried again later. */
export function later(seconds: number): {
  readonly ok: false
  readonly problem: Problem
  readonly retryAfter: number
} {
  const retryAfter = Math.ceil(seconds)
  const detail = `wait ${retryAfter} seconds before the next attempt`
  return { ok: false, problem: problem('TOO_MANY_REQUESTS', { reason: 'SIGN_IN_DELAYED', detail }), retryAfter }
}
