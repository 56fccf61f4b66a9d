import type { SourceFailure, SourceFailureKind } from '../port/source-failure.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'

/** What was found. */
export function found<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/** Why nothing was. */
export function failed(
  kind: SourceFailureKind,
  reason: string,
): { readonly ok: false; readonly failure: SourceFailure } {
  return { ok: false, failure: { kind, reason } }
}

/** What is said when the caller stopped it. */
export function cancelled(): { readonly ok: false; readonly failure: SourceFailure } {
  return failed('cancelled', 'it was stopped')
}

/** Whether the caller wants no more. */
export function isStopped({ signal }: SourceControl): boolean {
  return signal?.aborted === true
}

/** All values, or the first failure. */
export function allFound<T>(results: readonly Sourced<T>[]): Sourced<readonly T[]> {
  const values: T[] = []
  for (const result of results) {
    if (!result.ok) return result
    values.push(result.value)
  }
  return found(values)
}
