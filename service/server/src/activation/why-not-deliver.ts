import type { ActivationReason, TemplateAsk } from '@glovebox/api'
import { allowedNow } from '../collaboration/document/compose-room.ts'
import type { RoomDocument } from '../collaboration/document/room-document.ts'
import { isActivatable } from '../collaboration/document/table-definition.ts'
import { destinationOf, namesOf, type RunRow } from '../runs/run-row.ts'

/**
 * Why a result may not leave for its destination any more, in the collaboration as it is: what let it leave when it was
 * computed has to hold when it goes.
 */
export function whyNotDeliver(room: RoomDocument | undefined, run: RunRow): ActivationReason | undefined {
  const to = destinationOf(run)
  if (room === undefined || to === undefined) return 'member-gone'
  const submitter = room.members.find(({ organisation }) => organisation === run.organisation)
  if (submitter === undefined || submitter.pausedAt !== undefined) return 'member-gone'
  if (!submitter.abilities.includes('activate')) return 'not-permitted'
  if (!room.destinations.some(({ hash }) => hash === to.hash)) return 'destination-changed'
  const { template } = JSON.parse(run.ask) as TemplateAsk
  if (!room.templates.some(({ name, kind }) => name === template && kind === 'activation')) return 'template-stopped'
  for (const name of namesOf(run.tables)) {
    const table = room.tables.find((one) => one.name === name)
    if (table === undefined) return 'table-stopped'
    if (!isActivatable(table.definition)) return 'not-permitted'
    if (!allowedNow(table, room.destinations).includes(to.name)) return 'not-permitted'
  }
  return undefined
}
