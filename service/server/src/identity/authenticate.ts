import { problem } from '@glovebox/api'
import { principalOfTicket, ticketPrefix } from '../oauth/tickets.ts'
import type { Authenticated } from './authenticated.ts'
import type { Identity, Whence } from './identity.ts'
import { principalOfKey } from './principal-of-key.ts'
import { principalOfSession } from './principal-of-session.ts'

/** What of a request says who it speaks for. */
export type Credentials = Whence & {
  readonly authorization?: string | undefined
  readonly sessionCookie?: string | undefined
  /** Whether somebody is looked up who did nothing: their session is not used by it. */
  readonly isGlance?: true
}

/**
 * Finds out who a request speaks for. A key that is not good is refused; a cookie that is not good is none, so that
 * whoever holds an old one can sign in again.
 */
export async function authenticate(identity: Identity, credentials: Credentials): Promise<Authenticated> {
  const { authorization, sessionCookie } = credentials
  if (authorization !== undefined) {
    const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1]
    if (token === undefined) return invalid('send an API key as `Authorization: Bearer gbx_…`')
    if (token.startsWith(ticketPrefix)) return ofTicket(identity, token)
    return await principalOfKey(identity, token, credentials)
  }
  if (sessionCookie === undefined || sessionCookie === '') return { kind: 'anonymous' }
  const principal = await principalOfSession(identity, sessionCookie, credentials.isGlance)
  return principal === undefined ? { kind: 'anonymous' } : { kind: 'principal', principal }
}

function invalid(help: string): Authenticated {
  return { kind: 'invalid', problem: problem('SIGN_IN_FAILED', { help }) }
}

function ofTicket(identity: Identity, ticket: string): Authenticated {
  const principal = principalOfTicket(identity, ticket)
  return principal === undefined
    ? invalid('tokens of programs are for the MCP endpoint')
    : { kind: 'principal', principal }
}
