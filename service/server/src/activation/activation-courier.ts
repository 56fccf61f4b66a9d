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
const mostAtOnce = 4

type UnderWay = { readonly organisation: string; readonly abort: AbortController; readonly ended: Promise<void> }

/** A courier that has not begun. */
export function makeActivationCourier(world: () => ActivationWorld): ActivationCourier {
  const underWay = new Map<string, UnderWay>()
  let isStopped = false

  return {
    round: async () => {
      const free = mostAtOnce - underWay.size
      if (free <= 0 || isStopped) return
      const { store, clock, onError } = world()
      // One at a time for each organisation: who sends to a place that answers nothing holds up nobody else.
      const busy = new Set([...underWay.values()].map(({ organisation }) => organisation))
      let due = store.db
        .selectFrom('activations')
        .innerJoin('runs', 'runs.id', 'activations.run')
        .select(['activations.run', 'activations.collaboration', 'runs.organisation', 'activations.next_at'])
        .where('activations.status', '=', 'waiting')
        .where('activations.next_at', '<=', clock().toISOString())
      if (busy.size > 0) due = due.where('runs.organisation', 'not in', [...busy])
      for (const one of firstOfEach(await due.orderBy('activations.next_at').execute()).slice(0, free)) {
        if (isStopped || underWay.has(one.run)) continue
        const abort = new AbortController()
        const ended = deliverActivation(world(), one, abort.signal)
          .catch(onError)
          .finally(() => underWay.delete(one.run))
        underWay.set(one.run, { organisation: one.organisation, abort, ended })
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

function firstOfEach<T extends { readonly organisation: string }>(due: readonly T[]): readonly T[] {
  const seen = new Set<string>()
  return due.filter(({ organisation }) => !seen.has(organisation) && seen.add(organisation))
}
