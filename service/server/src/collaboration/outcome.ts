import { type Problem, type ProblemCode, type ProblemDetails, problem } from '@glovebox/api'

/** What a use case comes to: its value, or why it is not done. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refused

/** A use case that is not done. */
export type Refused = { readonly ok: false; readonly problem: Problem }

/** A use case that is done. */
export function done<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

/** Does not do it, and says why. */
export function refused(code: ProblemCode, details: ProblemDetails = {}): Refused {
  return { ok: false, problem: problem(code, details) }
}
