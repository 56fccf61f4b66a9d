import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AgentLimits,
  acceptOrganisationInvitation,
  acceptUserInvitation,
  type Client,
  createClient,
  inviteOrganisation,
  type KeyWithSecret,
  type Me,
  makeKey,
  revokeKey,
  type Scope,
  signIn,
} from '@glovebox/api'
import { openServer, type Server, type ServerOptions, type Settings } from '../../service/server/src/index.ts'

/** A server on a folder of its own, for tests of its API. */
export type TestServer = {
  readonly server: Server
  readonly folder: string
  readonly url: string
  /** Everything that the operator's log said. */
  readonly log: string[]
  readonly close: () => Promise<void>
}

/** Opens one; limits of requests are out of the way. */
export async function openTestServer(
  settings: Settings = {},
  folder: string = newFolder(),
  more: Pick<ServerOptions, 'clock' | 'engine'> = {},
): Promise<TestServer> {
  const log: string[] = []
  const opened = await openServer({
    settings: {
      folder,
      listen: { port: 0 },
      ...settings,
      limits: { requestsPerMinute: 10_000_000, anonymousRequestsPerMinute: 10_000_000, ...settings.limits },
    },
    version: '0.0.0-test',
    log: { write: (line) => log.push(line) },
    ...more,
  })
  if (!opened.ok) throw new Error(opened.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('; '))
  const server = opened.value
  return {
    server,
    folder,
    url: server.url,
    log,
    close: async () => {
      await server.close(2000)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A folder for a server. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'glovebox-server-'))
}

/** An organisation, and a client that speaks for its administrator. */
export type TestOrganisation = {
  readonly id: string
  readonly name: string
  readonly client: Client
  readonly token: string
  readonly me: Me
  /** Another key of the administrator: of fewer scopes. */
  readonly keyWith: (scopes: readonly Scope[], agent?: AgentLimits) => Promise<string>
  /** A key that is no more. */
  readonly revokedKey: () => Promise<string>
}

const password = 'correct horse battery staple'

/** The operator's organisation; only the first of its kind can be made. */
export async function setUpOperator({ server, url }: TestServer): Promise<TestOrganisation> {
  const token = server.setUp?.token
  if (token === undefined) throw new Error('somebody has set the server up already')
  const email = 'operator@example.org'
  await createClient({ url }).call(acceptUserInvitation, { body: { token, email, password } })
  return await signedIn(url, email)
}

/** Another organisation, by an invitation of one that is there. */
export async function joinServer(
  { url }: TestServer,
  inviter: TestOrganisation,
  organisationName: string,
): Promise<TestOrganisation> {
  const { token } = await inviter.client.call(inviteOrganisation, { body: {} })
  const email = `${organisationName}@example.org`
  await createClient({ url }).call(acceptOrganisationInvitation, { body: { token, organisationName, email, password } })
  return await signedIn(url, email)
}

async function signedIn(url: string, email: string): Promise<TestOrganisation> {
  let cookie = ''
  const asBrowser: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', new URL(url).origin)
    if (cookie !== '') headers.set('cookie', cookie)
    const response = await fetch(input, { ...init, headers })
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    return response
  }
  const browser = createClient({ url, fetch: asBrowser })
  const me = await browser.call(signIn, { body: { email, password } })
  const makeKeyWith = async (scopes: readonly Scope[], agent?: AgentLimits): Promise<KeyWithSecret> => {
    const limits = agent === undefined ? {} : { agent }
    return await browser.call(makeKey, { body: { kind: 'personal', name: 'test', scopes, ...limits } })
  }
  const token = (await makeKeyWith(me.scopes)).secret
  return {
    id: me.organisation.id,
    name: me.organisation.name,
    client: createClient({ url, token }),
    token,
    me,
    keyWith: async (scopes, agent) => (await makeKeyWith(scopes, agent)).secret,
    revokedKey: async () => {
      const { id, secret } = await makeKeyWith(['log:read'])
      await browser.call(revokeKey, { params: { key: id } })
      return secret
    },
  }
}
