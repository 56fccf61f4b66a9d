import type { NewMember } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import type { Insertable } from 'kysely'
import type { Tables } from '../../store/tables.ts'

/** The row of someone who is invited. */
export function invitedRow(
  collaboration: string,
  { organisation, name, abilities }: NewMember,
  at: string,
): Insertable<Tables['members']> {
  return {
    collaboration,
    organisation,
    name,
    folded: foldCase(name),
    status: 'invited',
    abilities: JSON.stringify([...new Set(abilities)].sort()),
    payment_accepted: 0,
    invited_at: at,
    joined_at: null,
    ended_at: null,
    paused_at: null,
  }
}
