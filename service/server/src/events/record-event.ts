import type { ServerWorld } from '../server-world.ts'
import type { Db } from '../store/store.ts'
import type { ServerEvent } from './event.ts'

/** Writes down what organisations may hear of, in the transaction of what happened: it is told if that is kept. */
export async function recordEvent(tx: Db, world: Pick<ServerWorld, 'clock'>, event: ServerEvent): Promise<void> {
  await recordEvents(tx, world, [event])
}

/** The same of several, in their order. */
export async function recordEvents(
  tx: Db,
  world: Pick<ServerWorld, 'clock'>,
  events: readonly ServerEvent[],
): Promise<void> {
  const heard = events.filter(({ audience }) => audience.length > 0)
  if (heard.length === 0) return
  const at = world.clock().toISOString()
  const rows = heard.map(({ kind, collaboration = null, audience, data }) => ({
    at,
    kind,
    collaboration,
    audience: JSON.stringify(audience),
    data: JSON.stringify(data),
  }))
  await tx.insertInto('events').values(rows).execute()
}
