import type { ServerWorld } from '../server-world.ts'
import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import type { OrganisationRow } from './accounts.ts'
import { record } from './audit.ts'
import { isNameTaken } from './change-organisation.ts'
import { type Identity, openIdentity, type Whence } from './identity.ts'
import { foldedEmail, foldedName } from './names.ts'
import { insertUser } from './new-user.ts'
import { hashPassword } from './password-hash.ts'
import type { IdentitySettings } from './settings.ts'

/** What the server itself does comes from here. */
export const fromHere: Whence = { address: 'server' }

/** Adds an organisation. */
export async function insertOrganisation(
  tx: Db,
  identity: Identity,
  about: { readonly name: string; readonly isOperator: boolean; readonly whence: Whence; readonly by?: string },
): Promise<OrganisationRow> {
  const { world } = identity
  const row: OrganisationRow = {
    id: randomId('org', world.random),
    name: about.name.trim(),
    name_folded: foldedName(about.name),
    is_operator: about.isOperator ? 1 : 0,
    is_second_factor_required: 0,
    created_at: world.clock().toISOString(),
    version: 1,
  }
  await tx.insertInto('organisations').values(row).execute()
  const by = about.by === undefined ? {} : { by: about.by }
  await record(tx, identity, about.whence, { event: 'organisation-made', organisation: row.id, ...by })
  return row
}

/** An organisation that was made with its first administrator. */
export type CreatedOrganisation = { readonly organisation: string; readonly user: string }

/**
 * Makes an organisation and its first administrator at once, without links: for demonstrations and tests. The first one
 * of a server is the operator's.
 */
export async function createOrganisation(
  world: ServerWorld,
  about: {
    readonly name: string
    readonly administrator: { readonly email: string; readonly password: string; readonly name?: string }
  },
  settings: Partial<IdentitySettings> = {},
): Promise<CreatedOrganisation> {
  const identity = openIdentity(world, settings)
  const { administrator } = about
  const password = await hashPassword(identity, administrator.password)
  const email = foldedEmail(administrator.email)
  return await world.store.transaction('identity', async (tx) => {
    if (await isNameTaken(tx, about.name)) throw new Error('an organisation of this server has that name')
    const operator = await tx.selectFrom('organisations').select('id').where('is_operator', '=', 1).executeTakeFirst()
    const isOperator = operator === undefined
    const { id } = await insertOrganisation(tx, identity, { name: about.name, isOperator, whence: fromHere })
    const person = { email, name: administrator.name ?? email, roles: ['administrator'], password } as const
    const user = await insertUser(tx, identity, { organisation: id, ...person })
    await record(tx, identity, fromHere, { event: 'user-joined', organisation: id, user: user.id })
    return { organisation: id, user: user.id }
  })
}
