import type { SourceFailure, SourceFailureKind } from '../port/source-failure.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'

/** Carries a failure out of readers that are deep inside a format; `answering` makes a value of it again. */
export class Refused extends Error {
  readonly failure: SourceFailure
  constructor(failure: SourceFailure) {
    super(failure.reason)
    this.failure = failure
  }
}

/** Gives up on a table. Reasons name files of metadata at most: paths of data files may hold values of rows. */
export function refuse(kind: SourceFailureKind, reason: string): never {
  throw new Refused({ kind, reason })
}

/** Gives up on metadata that its format does not allow. */
export function malformed(reason: string): never {
  throw new Refused({ kind: 'malformed', reason })
}

/** Gives up on what is not read here. */
export function unsupported(reason: string): never {
  throw new Refused({ kind: 'unsupported', reason })
}

/** What was given, or its failure carried on. */
export function taken<T>(sourced: Sourced<T>): T {
  if (!sourced.ok) throw new Refused(sourced.failure)
  return sourced.value
}

/** The answer of some work; what it refuses is a failure, anything else that it throws is a bug and stays thrown. */
export async function answering<T>({ signal }: SourceControl, work: () => Promise<T>): Promise<Sourced<T>> {
  try {
    const value = await work()
    if (signal?.aborted === true) return { ok: false, failure: cancelled }
    return { ok: true, value }
  } catch (error) {
    if (signal?.aborted === true) return { ok: false, failure: cancelled }
    if (error instanceof Refused) return { ok: false, failure: error.failure }
    throw error
  }
}

/** An answer without the paths of data files in its reason: partitions write values of rows into them. */
export function withoutPaths<T>(answer: Sourced<T>, paths: Iterable<string>): Sourced<T> {
  if (answer.ok) return answer
  let { reason } = answer.failure
  for (const path of paths) reason = reason.replaceAll(`\`${path}\``, 'a data file').replaceAll(path, 'a data file')
  return { ok: false, failure: { ...answer.failure, reason } }
}

const cancelled: SourceFailure = { kind: 'cancelled', reason: 'the caller stopped it' }

/** Stops where the caller did. */
export function goOn({ signal }: SourceControl): void {
  if (signal?.aborted === true) throw new Refused(cancelled)
}
