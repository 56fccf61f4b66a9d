import { allowInsecureRequests, type Configuration, discovery } from 'openid-client'
import type { Identity } from './identity.ts'
import type { OidcProvider } from './settings.ts'

const timeoutSeconds = 10
const keptMs = 3_600_000
const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/

type Known = { readonly at: number; readonly configuration: Configuration }
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
  if (found !== undefined && Math.abs(now - found.at) < keptMs) return found.configuration
  const isHere = loopback.test(provider.issuer)
  const configuration = await discovery(
    new URL(provider.issuer),
    provider.clientId,
    { client_secret: provider.clientSecret },
    undefined,
    { timeout: timeoutSeconds, ...(isHere ? { execute: [allowInsecureRequests] } : {}) },
  )
  kept.set(provider.id, { at: now, configuration })
  return configuration
}

/** Where a provider sends browsers back to. */
export function callbackUrl(publicUrl: string): string {
  return `${publicUrl}/v1/oidc/callback`
}
