import type { Organisation, OrganisationChange } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { findOrganisation, type OrganisationRow } from './accounts.ts'
import type { Actor } from './actor.ts'
import { record } from './audit.ts'
import type { Identity } from './identity.ts'
import { foldedName } from './names.ts'
import { done, type Outcome, refused } from './outcome.ts'

/** Something and the version of it that was read. */
export type Versioned<T> = { readonly value: T; readonly version: number }

/** How an organisation is shown. */
export function organisationView(row: OrganisationRow): Organisation {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    isOperator: row.is_operator === 1,
    settings: { secondFactorRequired: row.is_second_factor_required === 1 },
  }
}

/** Reads the own organisation. */
export async function readOrganisation(
  { world }: Identity,
  { principal }: Actor,
): Promise<Outcome<Versioned<Organisation>>> {
  const row = await findOrganisation(world.store.db, principal.organisation)
  return row === undefined ? refused('NOT_FOUND') : done({ value: organisationView(row), version: row.version })
}

/** Changes the name or the settings of the own organisation. */
export async function changeOrganisation(
  identity: Identity,
  actor: Actor,
  change: OrganisationChange,
  isVersion: (version: number) => boolean,
): Promise<Outcome<Versioned<Organisation>>> {
  const id = actor.principal.organisation
  const changed = await identity.world.store.transaction('identity', async (tx) => {
    const row = await findOrganisation(tx, id)
    if (row === undefined) return refused('NOT_FOUND')
    if (!isVersion(row.version)) return refused('VERSION_CONFLICT')
    const name = change.name?.trim() ?? row.name
    if (foldedName(name) !== row.name_folded && (await isNameTaken(tx, name))) return nameTaken
    const isRequired = change.settings?.secondFactorRequired
    const values = {
      name,
      name_folded: foldedName(name),
      is_second_factor_required: isRequired === undefined ? row.is_second_factor_required : isRequired ? 1 : 0,
      version: row.version + 1,
    } as const
    await tx.updateTable('organisations').set(values).where('id', '=', id).execute()
    const by = actor.principal.user ?? actor.principal.name
    await record(tx, identity, actor.whence, { event: 'organisation-changed', organisation: id, by })
    return done({ value: organisationView({ ...row, ...values }), version: values.version })
  })
  identity.seen.forget()
  return changed
}

/** Whether an organisation of the server has that name already. */
export async function isNameTaken(db: Db, name: string): Promise<boolean> {
  const folded = foldedName(name)
  const found = await db.selectFrom('organisations').select('id').where('name_folded', '=', folded).executeTakeFirst()
  return found !== undefined
}

/** What is said where it has. */
export const nameTaken: ReturnType<typeof refused> = refused('CONFLICT', {
  reason: 'ORGANISATION_NAME_TAKEN',
  detail: 'an organisation of this server has that name',
})
