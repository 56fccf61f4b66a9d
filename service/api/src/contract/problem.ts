import type { DiagnosticView } from '../answer.ts'
import type { Mismatch } from './shape.ts'

/** What can be wrong with a request. */
export type ProblemCode =
  | 'BODY_INVALID'
  | 'BODY_UNREADABLE'
  | 'SIGN_IN_REQUIRED'
  | 'SIGN_IN_FAILED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'BUDGET_EXHAUSTED'
  | 'SCOPE_MISSING'
  | 'CSRF_REFUSED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ACCEPTABLE'
  | 'CONFLICT'
  | 'GONE'
  | 'VERSION_CONFLICT'
  | 'BODY_TOO_LARGE'
  | 'MEDIA_TYPE_UNSUPPORTED'
  | 'REFUSED'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL'
  | 'UNAVAILABLE'

/** Every problem that requests can meet: its status, and what it says where nothing more is known. */
export const problems: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  BODY_INVALID: { status: 400, title: 'the request is not what this route takes' },
  BODY_UNREADABLE: { status: 400, title: 'the body is not JSON' },
  SIGN_IN_REQUIRED: { status: 401, title: 'sign in, or send an API key' },
  SIGN_IN_FAILED: { status: 401, title: 'these are not valid credentials' },
  SECOND_FACTOR_REQUIRED: { status: 401, title: 'this account signs in with a second factor' },
  BUDGET_EXHAUSTED: { status: 402, title: 'a budget cannot pay for this analysis' },
  SCOPE_MISSING: { status: 403, title: 'this account or key may not do that' },
  CSRF_REFUSED: { status: 403, title: 'requests with a session cookie must come from this site' },
  NOT_FOUND: { status: 404, title: 'there is no such thing' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'this route does not take that method' },
  NOT_ACCEPTABLE: { status: 406, title: 'this route does not answer in that format' },
  CONFLICT: { status: 409, title: 'that does not fit the present state' },
  GONE: { status: 410, title: 'that is no longer kept' },
  VERSION_CONFLICT: { status: 412, title: 'it has changed since it was read' },
  BODY_TOO_LARGE: { status: 413, title: 'the body is larger than this route takes' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'this route takes application/json' },
  REFUSED: { status: 422, title: 'a rule, or what was sent, refuses it' },
  TOO_MANY_REQUESTS: { status: 429, title: 'too many requests' },
  INTERNAL: { status: 500, title: 'something broke here; the operator finds it under this instance' },
  UNAVAILABLE: { status: 503, title: 'the server cannot do that right now' },
}

/** A request that was not served (RFC 9457). */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  /** Tells programs which problem it is; more of them than titles, where `reason` says more. */
  readonly code: ProblemCode
  /** What of it, in a closed vocabulary of the route: `ALREADY_MEMBER`. */
  readonly reason?: string
  readonly detail?: string
  /** What would be accepted. */
  readonly help?: string
  /** The id of the request. */
  readonly instance?: string
  /** Where the body is not what it should be. */
  readonly mismatches?: readonly Mismatch[]
  readonly diagnostics?: readonly DiagnosticView[]
  /** What the places of the diagnostics speak of. */
  readonly text?: string
}

/** What one problem says beyond its code. */
export type ProblemDetails = Pick<Problem, 'reason' | 'detail' | 'help' | 'mismatches' | 'diagnostics' | 'text'>

/** A problem with the wording and status of its code. */
export function problem(code: ProblemCode, details: ProblemDetails = {}): Problem {
  const { status, title } = problems[code]
  return { type: `urn:glovebox:problem:${code.toLowerCase().replaceAll('_', '-')}`, title, status, code, ...details }
}
