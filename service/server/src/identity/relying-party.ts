import type { Passkey } from '@glovebox/api'
import type { Selectable } from 'kysely'
import type { IdentityTables } from '../store/tables/identity.ts'

/** A row of a passkey. */
export type PasskeyRow = Selectable<IdentityTables['passkeys']>

/** How passkeys know this server: by its host, whatever page asks. */
export function relyingParty(publicUrl: string): { readonly id: string; readonly origin: string } {
  const { hostname, origin } = new URL(publicUrl)
  return { id: hostname, origin }
}

/** How a passkey is shown. */
export function passkeyView(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    lastUsedOn: row.last_used_on,
    isBackedUp: row.is_backed_up === 1,
  }
}

/** How an authenticator was reached, as far as it said. */
export function transportsIn(text: string): string[] {
  return JSON.parse(text) as string[]
}

/** The challenge that an authenticator's answer says it is one to; what is not an answer at all says none. */
export function challengeIn(given: unknown): string | undefined {
  try {
    const { response } = given as { readonly response: { readonly clientDataJSON: string } }
    const client: unknown = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'))
    const challenge = (client as { readonly challenge: unknown }).challenge
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}
