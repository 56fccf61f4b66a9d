import { type Role, type Scope, scopes } from '../contract/scope.ts'
import { described, list, oneOf, type Shape, text } from '../contract/shape.ts'

/** Ids of one kind: `usr_` and 26 letters. */
export function idText(prefix: string): Shape<string> {
  const example = `${prefix}_${'abcdefghijklmnopqrstuvwxyz'}`
  return text({ min: 5, max: 64, pattern: new RegExp(`^${prefix}_[a-z2-7]{26}$`), example })
}

/** A moment: ISO 8601 in UTC. */
export const moment: Shape<string> = text({ max: 32, format: 'date-time', example: '2026-03-01T09:00:00.000Z' })

/** One day: `2026-03-01`. */
export const day: Shape<string> = text({ max: 10, format: 'date', example: '2026-03-01' })

/** An e-mail address as people write it; it is kept in lower case. */
export const emailText: Shape<string> = text({
  min: 3,
  max: 254,
  pattern: /^[^\s@<>"]+@[^\s@<>"]+$/,
  format: 'email',
  example: 'ana@example.org',
})

/** A password that is being set. */
export const newPassword: Shape<string> = described(
  text({ min: 12, max: 128 }),
  'at least 12 characters of any kind; common ones are refused',
)

/** A password that is being checked. */
export const heldPassword: Shape<string> = text({ min: 1, max: 128 })

/** What people and organisations are called. */
export const nameText: Shape<string> = text({
  min: 1,
  max: 120,
  pattern: /^[^\p{Cc}]*\S[^\p{Cc}]*$/u,
  example: 'Ana Ruiz',
})

/** The secret part of a link. */
export const linkToken: Shape<string> = text({ min: 20, max: 100, pattern: /^[A-Za-z0-9_-]+$/ })

export const role: Shape<Role> = oneOf<Role>('administrator', 'data-owner', 'analyst', 'auditor')
export const roles: Shape<readonly Role[]> = list(role, { max: 4 })
export const scope: Shape<Scope> = oneOf<Scope>(...scopes)

/** A code of six digits out of an authenticator app. */
export const totpCode: Shape<string> = text({ min: 6, max: 6, pattern: /^[0-9]{6}$/, example: '123456' })

/** One of the codes that stand in for a lost authenticator. */
export const recoveryCode: Shape<string> = text({ min: 20, max: 40, pattern: /^[a-z2-7-]+$/ })
