import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from './store.ts'

/** Work that waits for its turn. It may be run more than once; it is told once. */
export type Waiting = {
  readonly work: (tx: Db) => Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Work of many callers, in the order of their calls within each lane. */
export type Lanes = {
  readonly add: <T>(lane: string, work: (tx: Db) => Promise<T>) => Promise<T>
  /** Fulfilled when nothing waits and nothing runs. */
  readonly idle: () => Promise<void>
}

/**
 * Gives `commit` all that is asked of a lane in one turn of the event loop or while the lane is busy, up to a limit, so
 * that callers share one wait for the disk. `commit` tells every caller and never rejects.
 */
export function openLanes(limit: number, commit: (group: readonly Waiting[]) => Promise<void>): Lanes {
  const busy = new Map<string, { readonly waiting: Waiting[]; readonly done: Promise<void> }>()
  const drain = async (lane: string, waiting: Waiting[]): Promise<void> => {
    await nextTurn()
    while (waiting.length > 0) {
      await commit(waiting.splice(0, limit))
      // The callers that were just told may ask again at once: their work belongs to the next group.
      await nextTurn()
    }
    busy.delete(lane)
  }
  const push = (lane: string, member: Waiting): void => {
    const found = busy.get(lane)
    if (found !== undefined) found.waiting.push(member)
    else {
      const waiting = [member]
      busy.set(lane, { waiting, done: drain(lane, waiting) })
    }
  }
  return {
    add: <T>(lane: string, work: (tx: Db) => Promise<T>) =>
      new Promise<T>((resolve, reject) => push(lane, { work, resolve: (value) => resolve(value as T), reject })),
    idle: async () => {
      while (busy.size > 0) await Promise.all([...busy.values()].map(({ done }) => done))
    },
  }
}
