import type { ActivationWorld } from './activation-world.ts'
import { deliverActivation } from './deliver-activation.ts'

/** Makes the deliveries of results that are due, in this process. */
export type ActivationCourier = {
  /** Begins what is due and may be; does not wait for its end. */
  readonly round: () => Promise<void>
  /** Breaks off the deliveries of these runs. */
  readonly breakOff: (runs: readonly string[]) => void
  /** Gives up what is under way; it is due again in the next process. */
  readonly stop: () => Promise<void>
}

/** Each holds a whole result in memory. */
const mostAtOnce = 2

type UnderWay = { readonly abort: AbortController; readonly ended: Promise<void> }

/** A courier that has not begun. */
export function makeActivationCourier(world: () => ActivationWorld): ActivationCourier {
  const underWay = new Map<string, UnderWay>()
  let isStopped = false

  return {
    round: async () => {
      const free = mostAtOnce - underWay.size
      if (free <= 0 || isStopped) return
      const { store, clock, onError } = world()
      let due = store.db
        .selectFrom('activations')
        .select(['run', 'collaboration'])
        .where('status', '=', 'waiting')
        .where('next_at', '<=', clock().toISOString())
      if (underWay.size > 0) due = due.where('run', 'not in', [...underWay.keys()])
      for (const one of await due.orderBy('next_at').limit(free).execute()) {
        if (isStopped || underWay.has(one.run)) continue
        const abort = new AbortController()
        const ended = deliverActivation(world(), one, abort.signal)
          .catch(onError)
          .finally(() => underWay.delete(one.run))
        underWay.set(one.run, { abort, ended })
      }
    },
    breakOff: (runs) => {
      for (const run of runs) underWay.get(run)?.abort.abort()
    },
    stop: async () => {
      isStopped = true
      for (const { abort } of underWay.values()) abort.abort()
      await Promise.all([...underWay.values()].map(({ ended }) => ended))
    },
  }
}
