import type { Diagnostic } from './diagnostic.ts'

/** What a function that may refuse returns: a value, or every reason why not. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** A success. */
export function accepted<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** A refusal, with at least one diagnostic. */
export function refused<T = never>(diagnostics: readonly Diagnostic[]): Result<T> {
  return { ok: false, diagnostics }
}
