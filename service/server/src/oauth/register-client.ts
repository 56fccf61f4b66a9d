import { list, object, optional, type Shape, text } from '@glovebox/api'
import { randomId } from '../state/random-id.ts'
import { type OauthOutcome, oauthError } from './oauth-error.ts'
import { lifetimes, type OauthWorld } from './oauth-world.ts'
import { isRedirectUri } from './redirect-uri.ts'

/** A program that made itself known (RFC 7591). Nothing it says of itself is checked, and it holds no secret. */
export type RegisteredClient = {
  readonly client_id: string
  readonly client_id_issued_at: number
  readonly client_name: string
  readonly redirect_uris: readonly string[]
  readonly token_endpoint_auth_method: 'none'
  readonly grant_types: readonly string[]
  readonly response_types: readonly string[]
}

/**
 * Programs that nobody let act so far: no more are kept, and none longer than a day. Where they are full the oldest goes
 * that nobody can be looking at a form of, so that whoever fills them keeps nobody out for longer than that.
 */
const mostUnused = 5000
const unusedKeptMs = 86_400_000
const usedNowMs = lifetimes.formSeconds * 1000

type Said = { readonly redirect_uris: readonly string[]; readonly client_name?: string }
const said: Shape<Said> = object<Said>({
  redirect_uris: list(text({ max: 500 }), { min: 1, max: 10 }),
  client_name: optional(text({ min: 1, max: 120 })),
})

/** Registers a program. */
export async function registerClient(
  { identity }: OauthWorld,
  body: unknown,
  most: number = mostUnused,
): Promise<OauthOutcome<RegisteredClient>> {
  const { world } = identity
  const found = said.decode(relevant(body), '')
  if (!found.ok)
    return oauthError('invalid_client_metadata', `${found.mismatches[0]?.path} ${found.mismatches[0]?.message}`)
  const { redirect_uris, client_name = 'a program without a name' } = found.value
  if (!redirect_uris.every(isRedirectUri))
    return oauthError('invalid_redirect_uri', 'take https, a loopback address over http, or a scheme with a dot')
  const now = world.clock()
  const id = randomId('oac', world.random)
  const name = client_name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
  const isKept = await world.store.transaction('oauth', async (tx) => {
    const before = (ms: number): string => new Date(now.getTime() - ms).toISOString()
    await tx
      .deleteFrom('oauth_clients')
      .where('is_used', '=', 0)
      .where('created_at', '<', before(unusedKeptMs))
      .execute()
    // Those whose people are all gone act for nobody any more.
    await tx
      .deleteFrom('oauth_clients')
      .where('is_used', '=', 1)
      .where('created_at', '<', before(unusedKeptMs))
      .where('id', 'not in', tx.selectFrom('agents').select('client'))
      .execute()
    const unused = await tx
      .selectFrom('oauth_clients')
      .select(({ fn }) => fn.countAll().as('n'))
      .where('is_used', '=', 0)
      .executeTakeFirst()
    if (Number(unused?.n ?? 0) >= most) {
      const oldest = await tx
        .selectFrom('oauth_clients')
        .select('id')
        .where('is_used', '=', 0)
        .where('created_at', '<', before(usedNowMs))
        .orderBy('created_at')
        .limit(1)
        .executeTakeFirst()
      if (oldest === undefined) return false
      await tx.deleteFrom('oauth_clients').where('id', '=', oldest.id).execute()
    }
    const created_at = now.toISOString()
    await tx
      .insertInto('oauth_clients')
      .values({ id, name, redirect_uris: JSON.stringify(redirect_uris), created_at, is_used: 0 })
      .execute()
    return true
  })
  if (!isKept)
    return oauthError(
      'invalid_client_metadata',
      'too many programs register just now; try again in a quarter of an hour',
    )
  return {
    ok: true,
    value: {
      client_id: id,
      client_id_issued_at: Math.floor(now.getTime() / 1000),
      client_name: name,
      redirect_uris,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  }
}

/** Of all that programs say of themselves, what matters here. */
function relevant(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([key]) => key === 'redirect_uris' || key === 'client_name'))
}
