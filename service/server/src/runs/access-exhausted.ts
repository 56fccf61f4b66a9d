import type { Collaboration } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import { type AccessRefused, whyNoAccess } from '../collaboration/budget/access.ts'
import type { ServerWorld } from '../server-world.ts'
import type { OpenRoom } from './rooms.ts'

/** Why a run that would begin at once could not read its tables any more; every member sees what is left of them. */
export async function accessExhaustedNow(
  { store, clock }: Pick<ServerWorld, 'store' | 'clock'>,
  place: { readonly collaboration: string; readonly room: Pick<OpenRoom, 'counted'> },
  { collaboration, tables }: { readonly collaboration: Collaboration; readonly tables: readonly string[] },
): Promise<readonly Diagnostic[]> {
  const refused = await whyNoAccess(store.db, place.collaboration, place.room.counted(tables), clock())
  return refused === undefined ? [] : [accessExhausted(collaboration, refused)]
}

/** Why a run may not read a table any more. */
export function accessExhausted({ tables }: Collaboration, { table, per, until }: AccessRefused): Diagnostic {
  const owner = tables.find(({ name }) => name === table)?.owner
  return diagnostic('RUN_ACCESS_EXHAUSTED', { table, per, ...(until === undefined ? {} : { until }) }, undefined, {
    table,
    ...(owner === undefined ? {} : { owner }),
  })
}
