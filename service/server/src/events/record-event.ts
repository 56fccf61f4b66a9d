import type { ServerWorld } from '../server-world.ts'
import type { Db } from '../store/store.ts'
import type { ServerEvent } from './event.ts'

/** Writes down what organisations may hear of, in the transaction of what happened: it is told if that is kept. */
export async function recordEvent(tx: Db, world: Pick<ServerWorld, 'clock'>, event: ServerEvent): Promise<void> {
  if (event.audience.length === 0) return
  await tx
    .insertInto('events')
    .values({
      at: world.clock().toISOString(),
      kind: event.kind,
      collaboration: event.collaboration ?? null,
      audience: JSON.stringify(event.audience),
      data: JSON.stringify(event.data),
    })
    .execute()
}
