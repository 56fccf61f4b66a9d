import { type Role, type Scope, scopesOfRole } from '@glovebox/api'

const known: readonly string[] = Object.keys(scopesOfRole)

/** The scopes of some roles; administrators of the operator's organisation hold `server:admin` as well. */
export function scopesOf(roles: readonly Role[], isOperator: boolean): ReadonlySet<Scope> {
  const held = new Set<Scope>(roles.flatMap((role) => scopesOfRole[role]))
  if (isOperator && roles.includes('administrator')) held.add('server:admin')
  return held
}

/** Reads the roles of a row. */
export function rolesIn(text: string): readonly Role[] {
  const found: unknown = JSON.parse(text)
  return Array.isArray(found) ? found.filter((role): role is Role => known.includes(role)) : []
}

/** How roles are stored: each once, in one order. */
export function rolesText(roles: readonly Role[]): string {
  return JSON.stringify(known.filter((role) => (roles as readonly string[]).includes(role)))
}
