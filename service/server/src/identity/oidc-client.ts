import { allowInsecureRequests, ClientSecretBasic, ClientSecretPost, Configuration, discovery } from 'openid-client'
import type { Identity } from './identity.ts'
import type { OidcProvider } from './settings.ts'

const timeoutSeconds = 10
const keptMs = 3_600_000
const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/

type Known = { readonly at: number; readonly client: Configuration }
const known = new WeakMap<Identity, Map<string, Known>>()

/**
 * How to speak with a provider, as it describes itself; read again every hour. Throws where it cannot be reached.
 * Without TLS only a provider on this machine is spoken with.
 */
export async function oidcClient(identity: Identity, provider: OidcProvider): Promise<Configuration> {
  const kept = known.get(identity) ?? new Map<string, Known>()
  known.set(identity, kept)
  const now = identity.world.clock().getTime()
  const found = kept.get(provider.id)
  if (found !== undefined && Math.abs(now - found.at) < keptMs) return found.client
  const client = await discovered(provider)
  kept.set(provider.id, { at: now, client })
  return client
}

async function discovered({ issuer, clientId, clientSecret }: OidcProvider): Promise<Configuration> {
  const isHere = loopback.test(issuer)
  const plain = isHere ? { execute: [allowInsecureRequests] } : {}
  const found = await discovery(new URL(issuer), clientId, undefined, undefined, { timeout: timeoutSeconds, ...plain })
  const metadata = found.serverMetadata()
  // What a provider does not state is the default of OpenID Connect.
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const isBasic = methods.includes('client_secret_basic')
  const authentication = isBasic ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret)
  const client = new Configuration(metadata, clientId, clientSecret, authentication)
  client.timeout = timeoutSeconds
  if (isHere) allowInsecureRequests(client)
  return client
}

/** Where a provider sends browsers back to. */
export function callbackUrl(publicUrl: string): string {
  return `${publicUrl}/v1/oidc/callback`
}
