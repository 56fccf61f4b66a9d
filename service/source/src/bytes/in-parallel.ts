import type { SourceFailure } from '../port/source-failure.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { cancelled, found, isStopped } from './outcome.ts'

/** Does jobs, a few at a time; the first failure stops all others and is what is given. Results are in order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  { signal }: SourceControl,
  job: (item: T, control: SourceControl) => Promise<Sourced<R>>,
): Promise<Sourced<readonly R[]>> {
  const stop = new AbortController()
  const both = { signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) }
  const results = new Map<number, R>()
  let failure: SourceFailure | undefined
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length && failure === undefined && !isStopped(both)) {
      const index = next++
      const item = items[index]
      if (item === undefined) return
      const result = await job(item, both)
      if (result.ok) results.set(index, result.value)
      else {
        failure ??= result.failure
        stop.abort()
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  } finally {
    stop.abort()
  }
  if (isStopped(signal === undefined ? {} : { signal })) return cancelled()
  if (failure !== undefined) return { ok: false, failure }
  return found(items.map((_, index) => results.get(index) as R))
}
