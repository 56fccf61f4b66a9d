import { finishOidc, type Redirection, startOidc } from '@glovebox/api'
import { finishOidc as finish } from '../../identity/finish-oidc.ts'
import type { Identity } from '../../identity/identity.ts'
import { cookieText, oidcCookieName, sessionCookieName } from '../../identity/session-cookie.ts'
import { startOidc as start } from '../../identity/start-oidc.ts'
import { answer, type Binding, bind, type Reply, type RequestFacts } from '../binding.ts'
import { problemReply, whenceOf } from './reply.ts'
import { sessionCookie } from './sessions.ts'

const attemptSeconds = 600

/** Signing in with OpenID providers. */
export function oidcBindings(identity: Identity): readonly Binding[] {
  const { publicUrl } = identity.world
  const browserCookie = oidcCookieName(publicUrl)
  return [
    bind(startOidc, async ({ query, request }) => {
      const started = await start(identity, query)
      if (!started.ok) return problemReply(started)
      const { url, browser } = started.value
      return goOn(request, url, cookieText(publicUrl, browserCookie, browser, attemptSeconds))
    }),
    bind(finishOidc, async ({ query, request }) => {
      const from = { ...whenceOf(request), before: request.cookie(sessionCookieName(publicUrl)) }
      const finished = await finish(identity, query, request.cookie(browserCookie), from)
      if (!finished.ok) return problemReply(finished)
      return goOn(request, `${publicUrl}${finished.value.returnTo}`, sessionCookie(identity, finished.value.token))
    }),
  ]
}

/** Takes a browser on by a page without scripts; programs are told where. */
function goOn(request: RequestFacts, url: string, cookie: string): Reply<Redirection> {
  const headers = { 'set-cookie': cookie }
  if (request.accepts !== 'text/html') return answer({ url }, { headers })
  const escaped = url
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#39;')
  const body = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${escaped}">
<title>Sign in</title><p><a href="${escaped}">Go on</a></p></html>
`
  return { kind: 'bytes', media: 'text/html; charset=utf-8', body, headers }
}
