import type { Role, Scope } from '@glovebox/api'

/** Who a request speaks for, after it proved so. */
export type Principal = {
  /** The organisation: what is a member of collaborations. */
  readonly organisation: string
  readonly organisationName: string
  /** Absent for a service key. */
  readonly user?: string
  /** What people read in logs: the user's e-mail address, or the key's name. */
  readonly name: string
  readonly roles: readonly Role[]
  readonly scopes: ReadonlySet<Scope>
  readonly via: { readonly kind: 'session'; readonly session: string } | { readonly kind: 'key'; readonly key: string }
  /** A program that asks for a person: what it may spend without asking back. */
  readonly agent?: { readonly maxShare: number; readonly approvalAboveShare?: number }
}
