import type { ActivationFormat, Destination } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import type { Selectable } from 'kysely'
import { allMembers } from '../collaboration/membership.ts'
import { type Refused, refused } from '../collaboration/outcome.ts'
import { canonicalJson } from '../log/canonical-json.ts'
import { taggedHash } from '../log/tagged-hash.ts'
import type { Db } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'

export type DestinationRow = Selectable<Tables['destinations']>

export const noDestination: Refused = refused('NOT_FOUND', {
  reason: 'DESTINATION_NOT_FOUND',
  detail: 'there is no such destination in the collaboration',
})

/** Where a destination is, as its kind says it. */
export type Place = { readonly url: string }

/** A destination of a collaboration by its name. */
export async function findDestination(
  db: Db,
  collaboration: string,
  name: string,
): Promise<DestinationRow | undefined> {
  return db
    .selectFrom('destinations')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('name_folded', '=', foldCase(name))
    .executeTakeFirst()
}

/** What a destination's secret is sealed as. */
export function aboutSecret(id: string): string {
  return `destinations/${id}/secret`
}

/** Where it is. */
export function placeOf({ place }: Pick<DestinationRow, 'place'>): Place {
  return JSON.parse(place) as Place
}

/** The hash of all that owners of tables allow: which destination of whose, in which room, and where. */
export function destinationHash({
  id,
  collaboration,
  organisation,
  kind,
  place,
}: Pick<DestinationRow, 'id' | 'collaboration' | 'organisation' | 'kind' | 'place'>): string {
  return taggedHash('destination', canonicalJson({ id, collaboration, organisation, kind, place: JSON.parse(place) }))
}

/** Destinations on the wire, in the order of names. */
export async function destinationViews(db: Db, collaboration: string, only?: string): Promise<readonly Destination[]> {
  const rows = await db
    .selectFrom('destinations')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .orderBy('name_folded')
    .execute()
  const members = await allMembers(db, collaboration)
  return rows
    .filter(({ id }) => only === undefined || id === only)
    .map((row) => ({
      id: row.id,
      name: row.name,
      owner: members.find(({ organisation }) => organisation === row.organisation)?.member ?? '',
      kind: row.kind,
      url: placeOf(row).url,
      format: row.format as ActivationFormat,
      ...(row.description === '' ? {} : { description: row.description }),
      hash: row.hash,
      version: row.version,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }))
}
