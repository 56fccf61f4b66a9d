import { setImmediate as nextTurn } from 'node:timers/promises'

/** Takes an item and gives what came of it. */
export type Batch<T, R> = (item: T) => Promise<R>

/**
 * Keeps what is asked in one turn of the event loop, or while the last batch is kept, together. Where a batch fails by
 * what may be one item's own fault, each is kept alone, so that it takes nothing of the others along.
 */
export function openBatch<T, R>(
  most: number,
  how: {
    /** Keeps all items or none, and gives what came of each, in their order. */
    readonly keep: (items: readonly T[]) => Promise<readonly R[]>
    /** Whether an error may be one item's. */
    readonly isOwn: (error: unknown) => boolean
  },
): Batch<T, R> {
  type Asked = {
    readonly item: T
    readonly resolve: (value: R) => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Asked[] = []
  let isBusy = false
  const keep = async (asked: readonly Asked[]): Promise<void> => {
    try {
      const results = await how.keep(asked.map(({ item }) => item))
      if (results.length !== asked.length) throw new Error('something came of each item')
      for (const [n, { resolve }] of asked.entries()) resolve(results[n] as R)
    } catch (error) {
      if (asked.length > 1 && how.isOwn(error)) for (const one of asked) await keep([one])
      else for (const { reject } of asked) reject(error)
    }
  }
  const drain = async (): Promise<void> => {
    isBusy = true
    await nextTurn()
    while (waiting.length > 0) {
      await keep(waiting.splice(0, most))
      // The callers that were just told may ask again at once: that belongs to the next batch.
      await nextTurn()
    }
    isBusy = false
  }
  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isBusy) void drain()
    })
}
