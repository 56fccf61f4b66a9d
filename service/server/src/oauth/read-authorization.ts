import type { Scope } from '@glovebox/api'
import { agentScopes } from '@glovebox/api'
import { type OauthErrorCode, oauthError } from './oauth-error.ts'
import { type OauthWorld, resourceOf, scopesIn } from './oauth-world.ts'
import { isRegistered } from './redirect-uri.ts'

/** What a program asks a person for. */
export type Authorization = {
  readonly client: string
  readonly name: string
  readonly redirectUri: string
  readonly challenge: string
  readonly scopes: readonly Scope[]
  readonly state?: string
}

/** How an ask was read. What is wrong with who asks is told to the person alone, and nobody is led anywhere. */
export type ReadAuthorization =
  | { readonly kind: 'ok'; readonly authorization: Authorization }
  | { readonly kind: 'page'; readonly description: string }
  | { readonly kind: 'redirect'; readonly to: string }

/** The parameters that are read, each at most once (RFC 6749 §3.1). */
export const authorizationParameters = [
  'response_type',
  'client_id',
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'scope',
  'state',
  'resource',
] as const

/** Reads what a program asks for. */
export async function readAuthorization(world: OauthWorld, query: URLSearchParams): Promise<ReadAuthorization> {
  const { store } = world.identity.world
  if (authorizationParameters.some((name) => query.getAll(name).length > 1))
    return { kind: 'page', description: 'a parameter stands there twice' }
  const id = query.get('client_id') ?? ''
  const client = await store.db.selectFrom('oauth_clients').selectAll().where('id', '=', id).executeTakeFirst()
  if (client === undefined)
    return { kind: 'page', description: 'no program has registered under this id; let it register again' }
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!isRegistered(JSON.parse(client.redirect_uris) as readonly string[], redirectUri))
    return { kind: 'page', description: 'the program wants you led to an address that it did not register' }
  const state = query.get('state') ?? undefined
  const challenge = query.get('code_challenge') ?? ''
  const scopes = scopesIn(query.get('scope') ?? agentScopes.join(' '))
  const wrong = whatIsWrong(world, query, scopes)
  if (wrong !== undefined || scopes === undefined) {
    const { error, description } = wrong ?? oauthError('invalid_scope', 'a scope is unknown')
    return { kind: 'redirect', to: redirectWith(world, redirectUri, { error, error_description: description, state }) }
  }
  return {
    kind: 'ok',
    authorization: {
      client: id,
      name: client.name,
      redirectUri,
      challenge,
      scopes,
      ...(state === undefined ? {} : { state }),
    },
  }
}

function whatIsWrong(
  world: OauthWorld,
  query: URLSearchParams,
  scopes: readonly Scope[] | undefined,
): { readonly error: OauthErrorCode; readonly description: string } | undefined {
  if (query.get('response_type') !== 'code')
    return oauthError('unsupported_response_type', 'the response_type is `code`')
  if (query.get('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(query.get('code_challenge') ?? ''))
    return oauthError('invalid_request', 'a code_challenge with the method S256 is needed')
  if (query.get('resource') !== null && query.get('resource') !== resourceOf(world))
    return oauthError('invalid_target', `tokens are for ${resourceOf(world)}`)
  if ((query.get('state') ?? '').length > 2000) return oauthError('invalid_request', 'the state is too long')
  if (scopes === undefined) return oauthError('invalid_scope', `known scopes are ${agentScopes.join(' ')}`)
  if (scopes.length === 0) return oauthError('invalid_scope', 'ask for at least one scope')
  return undefined
}

/** Where a person is led back to, with what came of it and who says so (RFC 9207). */
export function redirectWith(
  { identity }: OauthWorld,
  redirectUri: string,
  answer: Readonly<Record<string, string | undefined>>,
): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...answer, iss: identity.world.publicUrl }))
    if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}
