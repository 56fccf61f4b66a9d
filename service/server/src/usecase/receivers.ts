import type { Collaboration } from '@glovebox/cleanroom'

/** The members to whom a result that reads these tables goes. */
export function receiversOf(collaboration: Collaboration, tables: readonly string[]): readonly string[] {
  const lists = collaboration.receivers.filter(({ table }) => tables.includes(table))
  return collaboration.members
    .filter(
      ({ abilities, name }) => abilities.includes('receive') && lists.every(({ members }) => members.includes(name)),
    )
    .map(({ name }) => name)
}
