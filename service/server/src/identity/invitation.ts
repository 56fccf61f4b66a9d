import type { Role } from '@glovebox/api'
import type { Selectable } from 'kysely'
import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import type { IdentityTables } from '../store/tables/identity.ts'
import type { Identity } from './identity.ts'
import { rolesText } from './roles.ts'
import { hashOf, newSecret } from './secret.ts'

/** A row of a link that works once. */
export type InvitationRow = Selectable<IdentityTables['invitations']>

/** What a link is made for. */
export type LinkPurpose = InvitationRow['purpose']

/** A link that was made; its token is nowhere else. */
export type MadeLink = { readonly row: InvitationRow; readonly token: string; readonly url: string }

/** Makes a link that works once. The token stands behind the `#`: browsers do not send it, so logs do not hold it. */
export async function makeLink(
  tx: Db,
  { world, settings }: Identity,
  about: {
    readonly purpose: LinkPurpose
    readonly organisation: string
    readonly user?: string
    readonly email?: string
    readonly name?: string
    readonly roles?: readonly Role[]
  },
): Promise<MadeLink> {
  const now = world.clock()
  const token = newSecret(world.random)
  const row: InvitationRow = {
    id: randomId('inv', world.random),
    purpose: about.purpose,
    hash: hashOf(token),
    organisation: about.organisation,
    user: about.user ?? null,
    email: about.email ?? null,
    name: about.name ?? null,
    roles: rolesText(about.roles ?? []),
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + settings.invitationDays * 86_400_000).toISOString(),
  }
  await tx.insertInto('invitations').values(row).execute()
  const page = about.purpose === 'organisation' ? 'join-organisation' : 'join'
  return { row, token, url: `${world.publicUrl}/${page}#${token}` }
}

/** Finds a link by its token, as long as it is good. */
export async function findLink(
  db: Db,
  { world }: Identity,
  token: string,
  purposes: readonly LinkPurpose[],
): Promise<InvitationRow | undefined> {
  const row = await db.selectFrom('invitations').selectAll().where('hash', '=', hashOf(token)).executeTakeFirst()
  if (row === undefined || !purposes.includes(row.purpose)) return undefined
  return world.clock().toISOString() < row.expires_at ? row : undefined
}
