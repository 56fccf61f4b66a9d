import { agentScopes, createClient } from '@glovebox/api'
import { authenticate } from '../identity/authenticate.ts'
import type { Whence } from '../identity/identity.ts'
import { wellKnown } from '../oauth/metadata.ts'
import type { OauthWorld } from '../oauth/oauth-world.ts'
import { principalOfToken } from '../oauth/principal-of-token.ts'
import { ticketPrefix, withTicket } from '../oauth/tickets.ts'

/** A request to the MCP endpoint. */
export type McpRequest = {
  readonly request: Request
  readonly whence: Whence
  readonly bodyBytes: number
  readonly version: string
  readonly api: typeof fetch
}

/** Serves one MCP request (streamable HTTP, no sessions: every request stands by itself and is answered in JSON). */
export async function serveMcp(
  oauth: OauthWorld,
  { request, whence, bodyBytes, version, api }: McpRequest,
): Promise<Response> {
  const { identity } = oauth
  const { publicUrl } = identity.world
  const origin = request.headers.get('origin')
  // Browsers send pages of other sites here under a name that was bent to this address.
  if (origin !== null && origin !== new URL(publicUrl).origin) return new Response(null, { status: 403 })
  const token = /^bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (token === undefined) return challenge(publicUrl)
  const speak = async (good: string): Promise<Response> => {
    // Loaded when somebody speaks MCP: a server that nobody asks so does not hold it.
    const { answerRequest } = await import('@glovebox/mcp')
    const client = createClient({ url: publicUrl, token: good, fetch: api })
    return await answerRequest({ client, version }, request, { bodyBytes })
  }
  if (token.startsWith(ticketPrefix)) {
    const principal = await principalOfToken(oauth, token)
    if (principal === undefined) return challenge(publicUrl, 'invalid_token')
    return await withTicket(identity, principal, speak)
  }
  const who = await authenticate(identity, { ...whence, authorization: `Bearer ${token}` })
  return who.kind === 'principal' ? await speak(token) : challenge(publicUrl, 'invalid_token')
}

/** Says how to prove who asks, and where clients learn how to get a token (RFC 9728 §5.1). */
function challenge(publicUrl: string, error?: 'invalid_token'): Response {
  const parts = [
    ...(error === undefined ? [] : [`error="${error}"`]),
    `resource_metadata="${publicUrl}${wellKnown.resource}"`,
    `scope="${agentScopes.join(' ')}"`,
  ]
  const body = { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'sign in, or send an API key' } }
  return new Response(JSON.stringify(body), {
    status: 401,
    headers: { 'content-type': 'application/json', 'www-authenticate': `Bearer ${parts.join(', ')}` },
  })
}
