import { createClient, type Me, ProblemError, signIn } from '@glovebox/api'
import { secretFrom } from './ask-secret.ts'

/** A session of an account, as a browser would hold it. */
export type Session = { readonly me: Me; readonly fetch: typeof fetch }

/** Signs in as a browser of this very site would, and asks for the second factor where one is needed. */
export async function sessionOf(
  server: string,
  account: { readonly email: string; readonly password: string; readonly organisation: string | undefined },
): Promise<Session> {
  let cookie = ''
  const fetchWithCookie: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', new URL(server).origin)
    headers.set('sec-fetch-site', 'same-origin')
    if (cookie !== '') headers.set('cookie', cookie)
    const response = await fetch(input, { ...init, headers })
    const set = response.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')
    if (set.length > 0) cookie = set.join('; ')
    return response
  }
  const client = createClient({ url: server, fetch: fetchWithCookie })
  const { email, password, organisation } = account
  const body = { email, password, ...(organisation === undefined ? {} : { organisation }) }
  try {
    return { me: await client.call(signIn, { body }), fetch: fetchWithCookie }
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'SECOND_FACTOR_REQUIRED') throw error
    const code = await secretFrom('GLOVEBOX_CODE', 'Code of the authenticator app')
    return { me: await client.call(signIn, { body: { ...body, code } }), fetch: fetchWithCookie }
  }
}
