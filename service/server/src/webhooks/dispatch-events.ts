import type { EventKindName } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { deliveryOf } from './deliver.ts'
import type { WebhookWorld } from './webhook-world.ts'

const atOnce = 200

/**
 * Turns events into deliveries to the webhooks of whoever may hear of them, and gives how many events there were. An
 * event goes from its list in the transaction that puts its deliveries on theirs: none is lost, none comes twice.
 */
export async function dispatchEvents(world: WebhookWorld): Promise<number> {
  const waiting = await world.store.db.selectFrom('events').select('sequence').limit(1).execute()
  if (waiting.length === 0) return 0
  return world.store.transaction('events', async (tx) => {
    const events = await tx.selectFrom('events').selectAll().orderBy('sequence').limit(atOnce).execute()
    for (const event of events) {
      const audience = JSON.parse(event.audience) as readonly string[]
      for (const webhook of await listeners(tx, audience, event.kind)) {
        const data = JSON.parse(event.data) as Readonly<Record<string, unknown>>
        const about = event.collaboration === null ? data : { collaboration: event.collaboration, ...data }
        await tx
          .insertInto('deliveries')
          .values(deliveryOf(world, webhook, { kind: event.kind, at: event.at, data: about }))
          .execute()
      }
    }
    const last = events.map(({ sequence }) => sequence)
    if (last.length > 0) await tx.deleteFrom('events').where('sequence', 'in', last).execute()
    return events.length
  })
}

async function listeners(tx: Db, audience: readonly string[], kind: string): Promise<readonly string[]> {
  if (audience.length === 0) return []
  const rows = await tx
    .selectFrom('webhooks')
    .select(['id', 'kinds'])
    .where('organisation', 'in', audience)
    .where('status', '=', 'active')
    .execute()
  return rows.flatMap(({ id, kinds }) => {
    const wanted = JSON.parse(kinds) as readonly EventKindName[]
    return wanted.length === 0 || wanted.some((one) => one === kind) ? [id] : []
  })
}
