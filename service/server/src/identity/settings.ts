import type { Role } from '@glovebox/api'

/** An OpenID provider that people of one organisation sign in with. */
export type OidcProvider = {
  /** In links: `acme`. */
  readonly id: string
  /** On the button. */
  readonly name: string
  /** The id or the name of the organisation. */
  readonly organisation: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Domains of verified e-mail addresses that are let in. */
  readonly emailDomains: readonly string[]
  /** Whether accounts are made for people who are not known so far. */
  readonly isProvisioning: boolean
  /** What they are where no claim says so. */
  readonly defaultRoles: readonly Role[]
  /** Which claim says what someone is, and what its values mean. It is read at every sign-in. */
  readonly roleClaim?: { readonly name: string; readonly roles: Readonly<Record<string, readonly Role[]>> }
}

/** How costly a password is to try. */
export type HashCost = { readonly memoryKib: number; readonly passes: number; readonly lanes: number }

/** How people sign in on this server. */
export type IdentitySettings = {
  readonly sessionIdleMinutes: number
  readonly sessionMaxHours: number
  /** Who brings other organisations: the operator, or every administrator by invitation. */
  readonly registration: 'operator' | 'invited'
  readonly oidc: readonly OidcProvider[]
  readonly invitationDays: number
  /** How long the sign-in audit is kept. */
  readonly signInsKeptDays: number
  readonly passwordCost: HashCost
}

/** What holds where nothing is set. */
export const defaultIdentitySettings: IdentitySettings = {
  sessionIdleMinutes: 30,
  sessionMaxHours: 12,
  registration: 'invited',
  oidc: [],
  invitationDays: 7,
  signInsKeptDays: 400,
  passwordCost: { memoryKib: 19_456, passes: 2, lanes: 1 },
}
