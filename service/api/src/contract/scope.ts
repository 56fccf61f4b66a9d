/** What a request may do. Roles hold scopes; an API key holds some of its maker's. */
export const scopes = [
  'organisation:read',
  'organisation:write',
  'audit:read',
  'collaborations:read',
  'collaborations:write',
  'tables:read',
  'tables:write',
  'templates:write',
  'templates:review',
  'analyses:check',
  'runs:read',
  'runs:write',
  'results:read',
  'log:read',
  'usage:read',
  'webhooks:write',
  'destinations:write',
  'server:admin',
] as const

export type Scope = (typeof scopes)[number]

/** What a user is in its organisation. */
export type Role = 'administrator' | 'data-owner' | 'analyst' | 'auditor'

const reading: readonly Scope[] = ['organisation:read', 'collaborations:read', 'tables:read', 'log:read', 'usage:read']

/** The scopes of each role. `server:admin` is for administrators of the operator's organisation alone. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  administrator: scopes.filter((scope) => scope !== 'server:admin'),
  'data-owner': [
    ...reading,
    'collaborations:write',
    'tables:write',
    'templates:write',
    'templates:review',
    'runs:read',
  ],
  analyst: [...reading, 'templates:write', 'analyses:check', 'runs:read', 'runs:write', 'results:read'],
  auditor: [...reading, 'audit:read', 'runs:read'],
}
