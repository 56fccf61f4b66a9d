import { attempt } from './deliver.ts'
import type { WebhookWorld } from './webhook-world.ts'

/** Makes the attempts that are due, in this process. */
export type Courier = {
  /** Begins what is due and may be; does not wait for its end. */
  readonly round: () => Promise<void>
  /** Gives up what is under way; it is due again in the next process. */
  readonly stop: () => Promise<void>
}

/** Of all attempts, and of those of one organisation: one with slow receivers does not hold up the others. */
const most = { total: 64, perOrganisation: 8 }

type UnderWay = { readonly organisation: string; readonly ended: Promise<void> }

/** A courier that has not begun. */
export function makeCourier(world: WebhookWorld): Courier {
  const abort = new AbortController()
  const underWay = new Map<number, UnderWay>()
  const countOf = (organisation: string): number =>
    [...underWay.values()].filter((one) => one.organisation === organisation).length

  return {
    round: async () => {
      const free = most.total - underWay.size
      if (free <= 0 || abort.signal.aborted) return
      const organisations = new Set([...underWay.values()].map(({ organisation }) => organisation))
      const busy = [...organisations].filter((organisation) => countOf(organisation) >= most.perOrganisation)
      let due = world.store.db
        .selectFrom('deliveries')
        .innerJoin('webhooks', 'webhooks.id', 'deliveries.webhook')
        .selectAll('deliveries')
        .select('webhooks.organisation')
        .where('deliveries.status', '=', 'waiting')
        .where('deliveries.next_at', '<=', world.clock().toISOString())
        .where('webhooks.status', '=', 'active')
      if (busy.length > 0) due = due.where('webhooks.organisation', 'not in', busy)
      if (underWay.size > 0) due = due.where('deliveries.sequence', 'not in', [...underWay.keys()])
      for (const { organisation, ...delivery } of await due.orderBy('deliveries.next_at').limit(free).execute()) {
        if (countOf(organisation) >= most.perOrganisation || underWay.has(delivery.sequence)) continue
        const ended = attempt(world, delivery, abort.signal)
          .catch(world.onError)
          .finally(() => underWay.delete(delivery.sequence))
        underWay.set(delivery.sequence, { organisation, ended })
      }
    },
    stop: async () => {
      abort.abort()
      await Promise.all([...underWay.values()].map(({ ended }) => ended))
    },
  }
}
