import { setTimeout as sleep } from 'node:timers/promises'
import type { RunReason } from '@glovebox/api'
import { executeRun } from './execute-run.ts'
import { queuedRuns, recoverRun, recoverRuns } from './recover-runs.ts'
import type { QueuedRun, RunWorld } from './run-world.ts'
import { emptySchedule, ended, enqueue, isWaiting, nextRun, type Schedule, started, waitingCount } from './scheduler.ts'

/** What runs the queue in this process. */
export type Runner = {
  /** Brings what a dead process left to its end, and begins. */
  readonly start: () => Promise<void>
  /** A run is on disk and queued. */
  readonly enqueue: (run: QueuedRun) => void
  /** Takes up runs that were kept without anybody here hearing of it: the connection was lost at the commit. */
  readonly catchUp: () => Promise<void>
  /** Stops runs that are under way; what waits is stopped where it is kept. */
  readonly stop: (which: (run: QueuedRun) => boolean, why: RunReason) => void
  /** How many wait and run here. */
  readonly load: () => { readonly waiting: number; readonly running: number }
  /** Begins nothing more, and waits for what runs; after so long it is stopped. */
  readonly drain: (graceMs: number) => Promise<void>
}

type UnderWay = {
  readonly run: QueuedRun
  readonly abort: AbortController
  ended: Promise<void>
  reason: RunReason | undefined
}

const retryMs = { first: 100, most: 30_000 }

/** Makes the runner; nothing runs before `start`. */
export function makeRunner(world: () => RunWorld, startMs: () => number = () => performance.now()): Runner {
  let schedule: Schedule = emptySchedule
  let isOpen = false
  const underWay = new Map<string, UnderWay>()

  const pump = (): void => {
    while (isOpen) {
      const next = nextRun(schedule, world().runs.concurrency)
      if (next === undefined) return
      schedule = started(schedule, next)
      const entry: UnderWay = { run: next, abort: new AbortController(), reason: undefined, ended: Promise.resolve() }
      underWay.set(next.run, entry)
      entry.ended = work(entry)
    }
  }

  const work = async (entry: UnderWay): Promise<void> => {
    const begun = startMs()
    const { run, abort } = entry
    let isAgain = false
    try {
      await executeRun(world(), run, { signal: abort.signal, stopped: () => entry.reason })
    } catch (error) {
      world().onError(error)
      isAgain = await settle(run)
    } finally {
      underWay.delete(run.run)
      schedule = ended(schedule, run, startMs() - begun)
      if (isAgain) schedule = enqueue(schedule, run)
      pump()
    }
  }

  /** Whatever the store is going through: the record says in the end what became of the run. */
  const settle = async (run: QueuedRun): Promise<boolean> => {
    for (let wait = retryMs.first; ; wait = Math.min(2 * wait, retryMs.most)) {
      try {
        return await recoverRun(world(), { id: run.run, collaboration: run.collaboration })
      } catch (error) {
        world().onError(error)
        // The next process finds it as this one leaves it.
        if (!isOpen) return false
        await sleep(wait, undefined, { ref: false })
      }
    }
  }

  const take = (run: QueuedRun): void => {
    if (!isOpen || underWay.has(run.run) || isWaiting(schedule, run)) return
    schedule = enqueue(schedule, run)
    pump()
  }

  return {
    start: async () => {
      for (const run of await recoverRuns(world())) schedule = enqueue(schedule, run)
      isOpen = true
      pump()
    },
    enqueue: take,
    catchUp: async () => {
      for (const run of await queuedRuns(world())) take(run)
    },
    stop: (which, why) => {
      for (const entry of underWay.values()) {
        if (entry.reason !== undefined || !which(entry.run)) continue
        entry.reason = why
        entry.abort.abort()
      }
    },
    load: () => ({ waiting: waitingCount(schedule), running: underWay.size }),
    drain: async (graceMs) => {
      isOpen = false
      const all = Promise.all([...underWay.values()].map((entry) => entry.ended))
      const timer = new AbortController()
      await Promise.race([all, sleep(graceMs, undefined, { signal: timer.signal }).catch(() => {})])
      timer.abort()
      for (const entry of underWay.values()) {
        entry.reason ??= 'interrupted'
        entry.abort.abort()
      }
      await Promise.all([...underWay.values()].map((entry) => entry.ended))
    },
  }
}
