import type { SourceFailure } from '../port/source-failure.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { cancelled, isStopped } from './outcome.ts'

/** What came of one attempt; `again`: another one may do better, after so long at the least. */
export type Attempt<T> =
  | { readonly kind: 'over'; readonly outcome: Sourced<T> }
  | { readonly kind: 'again'; readonly failure: SourceFailure; readonly afterMs?: number }

const attempts = 6
const firstWaitMs = 100
const longestWaitMs = 10_000
/** A server that wants to be left alone for longer is not waited for. */
const patienceMs = 30_000

/** Tries until it is over, a few times, with growing waits of random length between. */
export async function retrying<T>(
  world: Pick<SourceWorld, 'random' | 'sleep'>,
  control: SourceControl,
  attempt: () => Promise<Attempt<T>>,
): Promise<Sourced<T>> {
  for (let i = 1; ; i++) {
    if (isStopped(control)) return cancelled()
    const result = await attempt()
    if (isStopped(control)) return cancelled()
    if (result.kind === 'over') return result.outcome
    const { failure, afterMs = 0 } = result
    if (i === attempts || afterMs > patienceMs) return { ok: false, failure }
    const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** i)
    await world.sleep(Math.max(afterMs, ceiling * (0.5 + world.random() / 2)), control.signal)
  }
}
