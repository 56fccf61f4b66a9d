import type { Generated } from 'kysely'

/** A yes or no as both databases hold it. */
type Flag = 0 | 1

/** Who there is: organisations, people, keys, sessions, and what was done with them. */
export type IdentityTables = {
  readonly organisations: {
    readonly id: string
    readonly name: string
    readonly name_folded: string
    readonly is_operator: Flag
    readonly is_second_factor_required: Flag
    readonly created_at: string
    readonly version: number
  }
  readonly users: {
    readonly id: string
    readonly organisation: string
    /** In lower case; unique within the organisation. */
    readonly email: string
    readonly name: string
    /** JSON. */
    readonly roles: string
    readonly is_disabled: Flag
    /** A PHC string. */
    readonly password: string | null
    /** Sealed. */
    readonly totp: string | null
    /** Sealed: begun and not confirmed. */
    readonly totp_begun: string | null
    /** The last time step whose code was used. */
    readonly totp_step: number
    readonly last_sign_in_on: string | null
    readonly created_at: string
    readonly version: number
  }
  /** Accounts at OpenID providers. */
  readonly oidc_accounts: {
    readonly organisation: string
    readonly issuer: string
    readonly subject: string
    readonly user: string
  }
  readonly recovery_codes: { readonly user: string; readonly hash: string }
  readonly passkeys: {
    readonly id: string
    readonly user: string
    readonly name: string
    readonly public_key: string
    readonly counter: number
    readonly transports: string
    readonly is_backed_up: Flag
    readonly created_at: string
    readonly last_used_on: string | null
  }
  readonly sessions: {
    readonly id: string
    readonly hash: string
    readonly user: string
    readonly method: string
    readonly created_at: string
    readonly last_seen_at: string
    readonly expires_at: string
    readonly address: string
    readonly user_agent: string | null
  }
  readonly api_keys: {
    readonly id: string
    readonly organisation: string
    readonly user: string | null
    readonly name: string
    readonly hash: string
    readonly previous_hash: string | null
    readonly previous_until: string | null
    /** JSON. */
    readonly scopes: string
    /** JSON. */
    readonly agent: string | null
    readonly made_by: string
    readonly created_at: string
    readonly expires_at: string
    readonly last_used_on: string | null
    readonly revoked_at: string | null
  }
  /** Links that work once. */
  readonly invitations: {
    readonly id: string
    readonly purpose: 'invitation' | 'reset' | 'organisation'
    readonly hash: string
    /** Whose people it concerns; for `organisation`: who invited. */
    readonly organisation: string
    readonly user: string | null
    readonly email: string | null
    readonly name: string | null
    /** JSON. */
    readonly roles: string
    readonly created_at: string
    readonly expires_at: string
  }
  /** What a server asked and waits for the answer of: passkey challenges, sign-ins at providers. Each works once. */
  readonly sign_in_challenges: {
    readonly hash: string
    readonly purpose: 'passkey-add' | 'passkey-sign-in' | 'oidc'
    readonly user: string | null
    readonly content: string
    readonly expires_at: string
  }
  /** How often something failed of late, by a hash of what it is. */
  readonly sign_in_failures: { readonly subject: string; readonly failures: number; readonly at: string }
  readonly sign_ins: {
    readonly sequence: Generated<number>
    readonly at: string
    /** Null where nobody knows whose it is. */
    readonly organisation: string | null
    readonly event: string
    readonly detail: string | null
    readonly user: string | null
    readonly key: string | null
    readonly by: string | null
    readonly address: string
    readonly user_agent: string | null
  }
}
