import type { OidcStart } from '@glovebox/api'
import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client'
import { keepChallenge } from './challenge.ts'
import type { Identity } from './identity.ts'
import { callbackUrl, oidcClient } from './oidc-client.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { hashOf, newSecret } from './secret.ts'

/** A sign-in at a provider that was begun, as it is kept until the browser comes back. */
export type OidcAttempt = {
  readonly provider: string
  readonly verifier: string
  readonly nonce: string
  /** The hash of what the browser's cookie holds. */
  readonly browser: string
  readonly returnTo: string
}

/** Begins to sign in with a provider: where the browser goes, and what ties the answer to it. */
export async function startOidc(
  identity: Identity,
  { provider: id, returnTo = '/' }: OidcStart,
): Promise<Outcome<{ readonly url: string; readonly browser: string }>> {
  const { world, settings } = identity
  const provider = settings.oidc.find((one) => one.id === id)
  if (provider === undefined) return refused('NOT_FOUND')
  const client = await oidcClient(identity, provider).catch(() => undefined)
  if (client === undefined) return providerUnreachable
  const [state, verifier, nonce, browser] = [0, 1, 2, 3].map(() => newSecret(world.random)) as [
    string,
    string,
    string,
    string,
  ]
  const attempt: OidcAttempt = { provider: id, verifier, nonce, browser: hashOf(browser), returnTo }
  await keepChallenge(identity, { secret: state, purpose: 'oidc', content: JSON.stringify(attempt) })
  const url = buildAuthorizationUrl(client, {
    redirect_uri: callbackUrl(world.publicUrl),
    scope: 'openid email profile',
    response_type: 'code',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  return done({ url: url.href, browser })
}

/** What is said where a provider does not answer. */
export const providerUnreachable: ReturnType<typeof refused> = refused('UNAVAILABLE', {
  reason: 'PROVIDER_UNREACHABLE',
  detail: 'the OpenID provider does not answer',
})
