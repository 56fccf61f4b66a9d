import type { Identity } from '../identity/identity.ts'
import { newSecret } from '../identity/secret.ts'
import type { Principal } from '../principal.ts'

const open = new WeakMap<Identity, Map<string, Principal>>()

/** What tickets begin with; access tokens do too, and are none: they are good at the MCP endpoint alone. */
export const ticketPrefix = 'gba_'

/**
 * Lets work call the API as somebody whom the MCP endpoint knows. A ticket is good within this process until the work is
 * done, so that an access token never is a key of the API itself.
 */
export async function withTicket<T>(
  identity: Identity,
  principal: Principal,
  work: (ticket: string) => Promise<T>,
): Promise<T> {
  const tickets = open.get(identity) ?? new Map<string, Principal>()
  open.set(identity, tickets)
  const ticket = `${ticketPrefix}${newSecret(identity.world.random)}`
  tickets.set(ticket, principal)
  try {
    return await work(ticket)
  } finally {
    tickets.delete(ticket)
  }
}

/** Whom a ticket stands for. */
export function principalOfTicket(identity: Identity, ticket: string): Principal | undefined {
  return open.get(identity)?.get(ticket)
}
