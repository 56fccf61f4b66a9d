import type { NewUserInvitation, UserInvitation, UserInvitationLink } from '@glovebox/api'
import { findOrganisation } from './accounts.ts'
import type { Actor } from './actor.ts'
import { record } from './audit.ts'
import { mayGrant, notGranted } from './grant.ts'
import type { Identity } from './identity.ts'
import { type InvitationRow, type MadeLink, makeLink } from './invitation.ts'
import { foldedEmail } from './names.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { findUser } from './read-users.ts'
import { rolesIn } from './roles.ts'

/** How a link is shown in lists. */
export function invitationView(row: InvitationRow): UserInvitation {
  return {
    id: row.id,
    purpose: row.purpose === 'reset' ? 'reset' : 'invitation',
    email: row.email,
    roles: rolesIn(row.roles),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

function linkView({ row, token, url }: MadeLink): UserInvitationLink {
  return { ...invitationView(row), token, url }
}

/** Invites a person to the own organisation. */
export async function inviteUser(
  identity: Identity,
  actor: Actor,
  body: NewUserInvitation,
): Promise<Outcome<UserInvitationLink>> {
  const { organisation } = actor.principal
  const email = foldedEmail(body.email)
  return await identity.world.store.transaction('identity', async (tx) => {
    const isOperator = (await findOrganisation(tx, organisation))?.is_operator === 1
    if (!mayGrant(actor.principal, body.roles, isOperator)) return notGranted
    const known = await tx
      .selectFrom('users')
      .select('id')
      .where('organisation', '=', organisation)
      .where('email', '=', email)
      .executeTakeFirst()
    if (known !== undefined)
      return refused('CONFLICT', {
        reason: 'USER_EXISTS',
        detail: 'this address belongs to a user of the organisation',
      })
    await tx
      .deleteFrom('invitations')
      .where('organisation', '=', organisation)
      .where('purpose', '=', 'invitation')
      .where('email', '=', email)
      .execute()
    const link = await makeLink(tx, identity, { purpose: 'invitation', organisation, email, roles: body.roles })
    const by = actor.principal.user ?? actor.principal.name
    await record(tx, identity, actor.whence, { event: 'user-invited', detail: email.slice(0, 100), organisation, by })
    return done(linkView(link))
  })
}

/** Makes a link for a person of the own organisation who lost the password or the authenticator. */
export async function resetUser(identity: Identity, actor: Actor, id: string): Promise<Outcome<UserInvitationLink>> {
  return await identity.world.store.transaction('identity', async (tx) => {
    const row = await findUser(tx, actor, id)
    if (row === undefined) return refused('NOT_FOUND')
    const { organisation, email } = row
    const isOperator = (await findOrganisation(tx, organisation))?.is_operator === 1
    const roles = rolesIn(row.roles)
    if (!mayGrant(actor.principal, roles, isOperator)) return notGranted
    await tx.deleteFrom('invitations').where('user', '=', id).execute()
    const link = await makeLink(tx, identity, { purpose: 'reset', organisation, user: id, email, roles })
    const by = actor.principal.user ?? actor.principal.name
    const happening = { event: 'account-reset', detail: 'link made', organisation, user: id, by } as const
    await record(tx, identity, actor.whence, happening)
    return done(linkView(link))
  })
}
