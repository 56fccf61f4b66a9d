import { judge } from '../bytes/judge.ts'
import { failed, found } from '../bytes/outcome.ts'
import { type Attempt, retrying } from '../bytes/retry.ts'
import type { DeltaSharingProfile } from '../connection/connection.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'

/** Gives what requests are authorised with. */
export type Authoriser = {
  readonly header: (control: SourceControl) => Promise<Sourced<string>>
  /** The header was refused: whether another one may do better. */
  readonly drop: () => boolean
}

type ClientCredentials = Extract<DeltaSharingProfile, { type: 'oauth_client_credentials' }>

/** A token is renewed this long before it ends, or half way where it does not live twice as long. */
const marginMs = 600_000
const longestAnswer = 65_536

/** Authorises requests as a profile says. */
export function authoriser(world: SourceWorld, profile: DeltaSharingProfile): Authoriser {
  switch (profile.type) {
    case 'bearer_token':
      return constant(`Bearer ${profile.bearerToken}`)
    case 'basic':
      return constant(basic(profile.username, profile.password))
    case 'oauth_client_credentials':
      return clientCredentials(world, profile)
  }
}

function constant(header: string): Authoriser {
  return { header: async () => found(header), drop: () => false }
}

function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
}

function clientCredentials(world: SourceWorld, profile: ClientCredentials): Authoriser {
  let held: { readonly header: string; readonly until: number } | undefined
  return {
    header: async (control) => {
      if (held !== undefined && world.clock() < held.until) return found(held.header)
      const asked = world.clock()
      const granted = await retrying(world, control, () => askToken(world, profile, control))
      if (!granted.ok) return granted
      const { token, seconds } = granted.value
      const lifetime = seconds * 1000
      held = { header: `Bearer ${token}`, until: asked + lifetime - Math.min(marginMs, lifetime / 2) }
      return found(held.header)
    },
    drop: () => {
      const mayHelp = held !== undefined
      held = undefined
      return mayHelp
    },
  }
}

async function askToken(
  { http, clock }: SourceWorld,
  { tokenEndpoint, clientId, clientSecret, scope }: ClientCredentials,
  { signal }: SourceControl,
): Promise<Attempt<{ readonly token: string; readonly seconds: number }>> {
  const name = 'the token endpoint of the profile'
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope === undefined ? {} : { scope }),
  }).toString()
  const answer = await http.send({
    method: 'POST',
    url: tokenEndpoint,
    headers: {
      authorization: basic(clientId, clientSecret),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body,
    maxBytes: longestAnswer,
    ...(signal === undefined ? {} : { signal }),
  })
  if (answer.kind === 'none') return judge(answer, name, clock())
  if (answer.status !== 200) {
    // Such servers say 400 of credentials that they do not know.
    const isRefused = answer.status === 400 || answer.status === 401
    const reason = `${name} refuses the client's id or secret: ask the provider for a new profile`
    return isRefused ? { kind: 'over', outcome: failed('forbidden', reason) } : judge(answer, name, clock())
  }
  const token = readToken(answer.body)
  const outcome =
    token === undefined
      ? failed('malformed', `${name} answers nothing that is a token with its lifetime`)
      : found(token)
  return { kind: 'over', outcome }
}

function readToken(body: Uint8Array): { readonly token: string; readonly seconds: number } | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(body))
    if (typeof read !== 'object' || read === null || !('access_token' in read) || !('expires_in' in read))
      return undefined
    const token = read.access_token
    // Some write the number as a text.
    const seconds = Number(read.expires_in)
    const isToken = typeof token === 'string' && /^[\x21-\x7e]{1,16384}$/.test(token)
    return isToken && seconds > 0 && seconds < 1e9 ? { token, seconds } : undefined
  } catch {
    return undefined
  }
}
