import type { OidcAnswer } from '@glovebox/api'
import { authorizationCodeGrant, type Configuration, fetchUserInfo } from 'openid-client'
import { record } from './audit.ts'
import { takeChallenge } from './challenge.ts'
import type { Identity } from './identity.ts'
import { admit, type Claims } from './oidc-admission.ts'
import { callbackUrl, oidcClient } from './oidc-client.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { hashOf, isSameHash } from './secret.ts'
import { type OpenedSession, openSession } from './session.ts'
import type { SignInFrom } from './sign-in.ts'
import { type OidcAttempt, providerUnreachable } from './start-oidc.ts'

/** A session that was opened, and the page of this site to go to. */
export type OpenedByOidc = OpenedSession & { readonly returnTo: string }

/** Ends to sign in with a provider: the answer is one to what this browser asked, and its claims are let in. */
export async function finishOidc(
  identity: Identity,
  given: OidcAnswer,
  browser: string | undefined,
  from: SignInFrom,
): Promise<Outcome<OpenedByOidc>> {
  const { world, settings } = identity
  const fail = async (reason: string, organisation?: string): Promise<ReturnType<typeof refused>> => {
    const detail = reason.toLowerCase().replaceAll('_', '-')
    const whose = organisation === undefined ? {} : { organisation }
    await record(world.store.db, identity, from, { event: 'sign-in-failed', detail, ...whose })
    return refused('SIGN_IN_FAILED', { reason })
  }
  const kept = await takeChallenge(world.store.db, identity, given.state ?? '', 'oidc')
  if (kept === undefined) return await fail('OIDC_STATE')
  const attempt = JSON.parse(kept.content) as OidcAttempt
  if (!isSameHash(hashOf(browser ?? ''), attempt.browser)) return await fail('OIDC_STATE')
  const provider = settings.oidc.find(({ id }) => id === attempt.provider)
  if (provider === undefined) return await fail('OIDC_STATE')
  const client = await oidcClient(identity, provider).catch(() => undefined)
  if (client === undefined) return providerUnreachable
  const claims = await claimsOf(client, world.publicUrl, given, attempt)
  if (claims === 'unreachable') return providerUnreachable
  if (claims === undefined) return await fail('OIDC_REFUSED')
  const admitted = await world.store.transaction('sign-in', async (tx) => {
    const admission = await admit(tx, identity, provider, claims, from)
    if (admission.kind === 'refused') return admission
    const opening = { account: admission.account, method: 'oidc', whence: from, before: from.before } as const
    return { kind: 'opened', session: await openSession(tx, identity, opening) } as const
  })
  identity.seen.forget()
  if (admitted.kind === 'refused') return await fail(admitted.reason, admitted.organisation)
  return done({ ...admitted.session, returnTo: attempt.returnTo })
}

/** Trades the code for claims: signature, issuer, audience, times, nonce and PKCE are the library's to check. */
async function claimsOf(
  client: Configuration,
  publicUrl: string,
  given: OidcAnswer,
  attempt: OidcAttempt,
): Promise<Claims | 'unreachable' | undefined> {
  const url = new URL(callbackUrl(publicUrl))
  for (const [name, text] of Object.entries(given)) url.searchParams.set(name, text)
  try {
    const tokens = await authorizationCodeGrant(client, url, {
      pkceCodeVerifier: attempt.verifier,
      expectedState: given.state ?? '',
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) return undefined
    if (claims.email !== undefined || client.serverMetadata().userinfo_endpoint === undefined) return claims
    return { ...(await fetchUserInfo(client, tokens.access_token, claims.sub)), ...claims }
  } catch (error) {
    return isUnreachable(error) ? 'unreachable' : undefined
  }
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof TypeError && error.message === 'fetch failed') return true
  return error.name === 'TimeoutError' || ('code' in error && error.code === 'OAUTH_TIMEOUT')
}
