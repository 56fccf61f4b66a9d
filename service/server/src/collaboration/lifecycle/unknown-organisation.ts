import type { NewMember } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import { type Refused, refused } from '../outcome.ts'

/** Refuses to invite organisations that do not exist. */
export async function unknownOrganisation(db: Db, people: readonly NewMember[]): Promise<Refused | undefined> {
  if (people.length === 0) return undefined
  const wanted = people.map(({ organisation }) => organisation)
  const known = await db.selectFrom('organisations').select('id').where('id', 'in', wanted).execute()
  const found = new Set(known.map(({ id }) => id))
  const missing = people.find(({ organisation }) => !found.has(organisation))
  if (missing === undefined) return undefined
  return refused('REFUSED', {
    reason: 'ORGANISATION_UNKNOWN',
    detail: `there is no organisation with the id given for \`${missing.name}\``,
    help: 'ask the organisation for its id: its administrators see it in their own account',
  })
}
