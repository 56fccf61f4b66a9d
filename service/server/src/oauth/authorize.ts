import type { AgentLimits, Scope } from '@glovebox/api'
import { authenticate } from '../identity/authenticate.ts'
import type { Whence } from '../identity/identity.ts'
import { isSameSite } from '../identity/same-site.ts'
import { sessionCookieName } from '../identity/session-cookie.ts'
import type { Principal } from '../principal.ts'
import { allowAgent } from './allow-agent.ts'
import { consentPage } from './consent-page.ts'
import { isSealed, sealForm } from './form-seal.ts'
import type { OauthWorld } from './oauth-world.ts'
import { html, pageResponse } from './page.ts'
import { type Authorization, authorizationParameters, readAuthorization, redirectWith } from './read-authorization.ts'
import { signInPage } from './sign-in-page.ts'

/** Shows a person what a program asks for; whoever is not signed in signs in first. */
export async function showAuthorization(oauth: OauthWorld, request: Request, whence: Whence): Promise<Response> {
  const given = new URL(request.url).searchParams
  const read = await readAuthorization(oauth, given)
  if (read.kind !== 'ok') return notAsked(read)
  const query = queryOf(given)
  const person = await personOf(oauth, request, whence)
  if (person === undefined) return signInPage(query)
  return show(oauth, read.authorization, person, query)
}

/** Takes what a person decided. */
export async function decideAuthorization(
  oauth: OauthWorld,
  request: Request,
  form: URLSearchParams,
  whence: Whence,
): Promise<Response> {
  const { publicUrl } = oauth.identity.world
  const query = form.get('query') ?? ''
  const read = await readAuthorization(oauth, new URLSearchParams(query))
  if (read.kind !== 'ok') return notAsked(read)
  const { authorization } = read
  const person = await personOf(oauth, request, whence)
  if (person === undefined) return signInPage(query)
  const isOurs = isSameSite((name) => request.headers.get(name) ?? undefined, publicUrl)
  if (!isOurs || !isSealed(oauth, person.session, query, form.get('seal') ?? ''))
    return refusal('this form was not shown to you here, or too long ago; begin again', 403)
  const { redirectUri, state } = authorization
  const back = (answer: Readonly<Record<string, string | undefined>>): Response =>
    new Response(null, { status: 303, headers: { location: redirectWith(oauth, redirectUri, { ...answer, state }) } })
  if (form.get('decision') !== 'allow') return back({ error: 'access_denied', error_description: 'the person refused' })
  const chosen = form.getAll('scope')
  const scopes = givable(authorization, person).filter((scope) => chosen.includes(scope))
  const limits = limitsIn(form)
  if (scopes.length === 0 || limits === undefined)
    return show(oauth, authorization, person, query, 'choose something it may do, and shares from 0 to 100 %')
  const code = await allowAgent(oauth, { authorization, by: person, whence, scopes, limits })
  return back({ code })
}

type Person = Principal & { readonly user: string; readonly session: string }

/** Who sits in front of the browser; neither keys nor programs give what people have. */
async function personOf({ identity }: OauthWorld, request: Request, whence: Whence): Promise<Person | undefined> {
  const wanted = `${sessionCookieName(identity.world.publicUrl)}=`
  const cookies = (request.headers.get('cookie') ?? '').split(';').map((one) => one.trim())
  const sessionCookie = cookies.find((one) => one.startsWith(wanted))?.slice(wanted.length)
  const who = await authenticate(identity, { ...whence, sessionCookie })
  if (who.kind !== 'principal' || who.principal.user === undefined || who.principal.via.kind !== 'session')
    return undefined
  return { ...who.principal, user: who.principal.user, session: who.principal.via.session }
}

function givable({ scopes }: Authorization, { scopes: held }: Principal): readonly Scope[] {
  return scopes.filter((scope) => held.has(scope))
}

function show(oauth: OauthWorld, asked: Authorization, person: Person, query: string, wrong?: string): Response {
  const scopes = givable(asked, person)
  if (scopes.length === 0)
    return refusal(
      'your account holds nothing of what the program asks for; it may lack a role or a second factor',
      403,
    )
  const seal = sealForm(oauth, person.session, query)
  return consentPage(asked, { principal: person, scopes, query, seal, ...(wrong === undefined ? {} : { wrong }) })
}

function notAsked(read: { kind: 'page'; description: string } | { kind: 'redirect'; to: string }): Response {
  if (read.kind === 'page') return refusal(read.description, 400)
  return new Response(null, { status: 303, headers: { location: read.to } })
}

function refusal(description: string, status: number): Response {
  return pageResponse('That did not work', html`<p class="wrong">${description}</p>`, { status })
}

/** The parameters that are read, and no others. */
function queryOf(given: URLSearchParams): string {
  const pairs = authorizationParameters.flatMap((name) => {
    const value = given.get(name)
    return value === null ? [] : [[name, value] as [string, string]]
  })
  return new URLSearchParams(pairs).toString()
}

/** The shares in a form, from percent. */
function limitsIn(form: URLSearchParams): AgentLimits | undefined {
  const [max, approval] = [form.get('max_share') ?? '', form.get('approval_above_share') ?? '']
  const maxShare = shareOf(max)
  if (maxShare === undefined) return undefined
  if (approval === '') return { maxShare }
  const approvalAboveShare = shareOf(approval)
  return approvalAboveShare === undefined ? undefined : { maxShare, approvalAboveShare }
}

function shareOf(percent: string): number | undefined {
  if (!/^\d{1,3}([.]\d{1,6})?$/.test(percent)) return undefined
  const share = Number(percent) / 100
  return share <= 1 ? share : undefined
}
