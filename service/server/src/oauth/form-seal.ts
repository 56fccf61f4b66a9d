import { createHmac } from 'node:crypto'
import { isSameHash } from '../identity/secret.ts'
import { lifetimes, type OauthWorld } from './oauth-world.ts'

/** Ties a form to the session it was shown in and to what it asks: nobody else can send it, nor another ask with it. */
export function sealForm(oauth: OauthWorld, session: string, asked: string): string {
  const until = Math.floor(oauth.identity.world.clock().getTime() / 1000) + lifetimes.formSeconds
  return `${until}.${sealOf(oauth, session, asked, until)}`
}

/** Whether a form is one that was shown in this session, not long ago. */
export function isSealed(oauth: OauthWorld, session: string, asked: string, seal: string): boolean {
  const until = Number(/^(\d{1,12})\./.exec(seal)?.[1] ?? 0)
  if (oauth.identity.world.clock().getTime() >= until * 1000) return false
  return isSameHash(`${until}.${sealOf(oauth, session, asked, until)}`, seal)
}

function sealOf({ formKey }: OauthWorld, session: string, asked: string, until: number): string {
  return createHmac('sha256', formKey)
    .update(JSON.stringify([session, asked, until]))
    .digest('base64url')
}
