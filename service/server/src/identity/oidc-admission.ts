import type { Role } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { type Account, findAccount, findOrganisation, type OrganisationRow } from './accounts.ts'
import { record } from './audit.ts'
import { hasOtherAdministrator } from './grant.ts'
import type { Identity, Whence } from './identity.ts'
import { foldedEmail, foldedName } from './names.ts'
import { insertUser } from './new-user.ts'
import { rolesIn, rolesText } from './roles.ts'
import type { OidcProvider } from './settings.ts'

/** What a provider says of someone. */
export type Claims = { readonly iss: string; readonly sub: string; readonly [name: string]: unknown }

/** Who someone is here, or why not let in. */
export type Admission =
  | { readonly kind: 'admitted'; readonly account: Account }
  | { readonly kind: 'refused'; readonly reason: string; readonly organisation?: string }

/**
 * Lets in whom a provider knows: by issuer and subject; at first by a verified address of an allowed domain, which finds
 * the account of that address or, where the provider may, makes one. The address is asked for every time.
 */
export async function admit(
  tx: Db,
  identity: Identity,
  provider: OidcProvider,
  claims: Claims,
  whence: Whence,
): Promise<Admission> {
  const organisation = await organisationOf(tx, provider)
  if (organisation === undefined) return { kind: 'refused', reason: 'OIDC_ORGANISATION' }
  const refuse = (reason: string): Admission => ({ kind: 'refused', reason, organisation: organisation.id })
  const email = verifiedEmail(claims, provider)
  if (email === undefined) return refuse('OIDC_EMAIL')
  const { iss: issuer, sub: subject } = claims
  const known = await tx
    .selectFrom('oidc_accounts')
    .select('user')
    .where('organisation', '=', organisation.id)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  const user = known?.user ?? (await userOf(tx, identity, { provider, organisation, email, claims, whence }))
  if (user === undefined) return refuse('OIDC_UNKNOWN')
  if ((await findAccount(tx, user))?.user.is_disabled !== 0) return refuse('OIDC_DISABLED')
  if (known === undefined)
    await tx.insertInto('oidc_accounts').values({ organisation: organisation.id, issuer, subject, user }).execute()
  await takeRoles(tx, identity, provider, claims, user, whence)
  const account = await findAccount(tx, user)
  return account === undefined ? refuse('OIDC_UNKNOWN') : { kind: 'admitted', account }
}

type Newcomer = {
  readonly provider: OidcProvider
  readonly organisation: OrganisationRow
  readonly email: string
  readonly claims: Claims
  readonly whence: Whence
}

async function userOf(tx: Db, identity: Identity, newcomer: Newcomer): Promise<string | undefined> {
  const { provider, organisation, email, claims, whence } = newcomer
  const found = await tx
    .selectFrom('users')
    .select('id')
    .where('organisation', '=', organisation.id)
    .where('email', '=', email)
    .executeTakeFirst()
  if (found !== undefined || !provider.isProvisioning) return found?.id
  const name =
    typeof claims.name === 'string' && claims.name.trim() !== ''
      ? claims.name
          .replace(/\p{Cc}/gu, ' ')
          .trim()
          .slice(0, 120)
      : email
  const roles = claimedRoles(provider, claims) ?? provider.defaultRoles
  if (roles.length === 0) return undefined
  const user = await insertUser(tx, identity, { organisation: organisation.id, email, name, roles, password: null })
  await record(tx, identity, whence, {
    event: 'user-joined',
    detail: 'oidc',
    organisation: organisation.id,
    user: user.id,
  })
  return user.id
}

/** Where a claim says what someone is, it says so at every sign-in; only the last administrator stays one. */
async function takeRoles(
  tx: Db,
  identity: Identity,
  provider: OidcProvider,
  claims: Claims,
  id: string,
  whence: Whence,
): Promise<void> {
  const claimed = claimedRoles(provider, claims)
  if (claimed === undefined) return
  const row = await tx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const roles = rolesText(claimed)
  const isLosing = rolesIn(row.roles).includes('administrator') && !claimed.includes('administrator')
  if (roles === row.roles || (isLosing && !(await hasOtherAdministrator(tx, row.organisation, id)))) return
  await tx
    .updateTable('users')
    .set({ roles, version: row.version + 1 })
    .where('id', '=', id)
    .execute()
  const { organisation } = row
  const detail = claimed.join(' ')
  await record(tx, identity, whence, { event: 'user-changed', detail, organisation, user: id, by: 'oidc' })
}

/** What the claim says; undefined where no claim is asked, the default where it says nothing that is known. */
function claimedRoles({ roleClaim, defaultRoles }: OidcProvider, claims: Claims): readonly Role[] | undefined {
  if (roleClaim === undefined) return undefined
  const said = claims[roleClaim.name]
  const values = (Array.isArray(said) ? said : [said]).filter((one): one is string => typeof one === 'string')
  const roles = values.flatMap((one) => (Object.hasOwn(roleClaim.roles, one) ? (roleClaim.roles[one] ?? []) : []))
  return roles.length === 0 ? defaultRoles : roles
}

function verifiedEmail(claims: Claims, { emailDomains }: OidcProvider): string | undefined {
  if (claims.email_verified !== true || typeof claims.email !== 'string') return undefined
  if ([claims.email, claims.sub, claims.iss].some((text) => /[\p{Cc}\s]/u.test(text))) return undefined
  const email = foldedEmail(claims.email)
  const parts = email.split('@')
  const domain = parts.length === 2 ? parts[1] : undefined
  const isAllowed = emailDomains.some((allowed) => allowed.toLowerCase() === domain)
  return isAllowed && email.length <= 254 ? email : undefined
}

async function organisationOf(tx: Db, { organisation }: OidcProvider): Promise<OrganisationRow | undefined> {
  const byId = await findOrganisation(tx, organisation)
  if (byId !== undefined) return byId
  const folded = foldedName(organisation)
  return await tx.selectFrom('organisations').selectAll().where('name_folded', '=', folded).executeTakeFirst()
}
