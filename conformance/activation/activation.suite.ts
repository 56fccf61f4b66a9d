import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  acceptInvitation,
  associateTable,
  createCollaboration,
  createTable,
  type DestinationWithSecret,
  ProblemError,
  proposeTemplate,
  putFile,
  type Run,
  readRun,
  registerDestination,
  reviewTemplateVersion,
  submitRun,
  updateAssociation,
} from '@glovebox/api'
import { joinServer, setUpOperator, type TestOrganisation, type TestServer } from '../api/server.suite.ts'

/** What a receiver got: the body as it came. */
export type Got = { readonly headers: IncomingHttpHeaders; readonly body: Buffer; readonly path: string }

/** A receiver on this machine. */
export type Receiver = {
  readonly url: string
  readonly got: Got[]
  /** What it answers next; 204 where nothing is said. */
  readonly answers: (number | 'hang')[]
  readonly close: () => void
}

/** Opens a receiver, which sends whoever is redirected on to itself. */
export async function openReceiver(): Promise<Receiver> {
  const got: Got[] = []
  const answers: (number | 'hang')[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(pieces), path: request.url ?? '' })
      const answer = answers.shift() ?? 204
      if (answer === 'hang') return
      response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/audience`
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url, got, answers, close }
}

/** What a delivery says of itself, if both of its signatures are those of the secret. */
export function opened({ headers, body }: Got, secret: string): Readonly<Record<string, unknown>> {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const start = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`
  const signatureOf = (text: string | Buffer): string =>
    `v1,${createHmac('sha256', key).update(start).update(text).digest('base64')}`
  assert.equal(headers['webhook-signature'], signatureOf(body))
  const activation = String(headers['glovebox-activation'])
  assert.equal(headers['glovebox-signature'], signatureOf(activation))
  assert.equal(headers['idempotency-key'], headers['webhook-id'])
  const told = JSON.parse(Buffer.from(activation, 'base64url').toString()) as Readonly<Record<string, unknown>>
  assert.equal(told.sha256, createHash('sha256').update(body).digest('hex'))
  assert.equal(told.delivery, headers['webhook-id'])
  return told
}

/** A publisher whose leads may only be activated, an advertiser who activates, and a platform whose destination it is. */
export type ActivationRoom = {
  readonly publisher: TestOrganisation
  readonly advertiser: TestOrganisation
  readonly platform: TestOrganisation
  readonly collaboration: string
  readonly destination: DestinationWithSecret
}

const templatesOnly = (additionalAnalyses: string) => ({ custom: { allowedAnalyses: [], additionalAnalyses } })

/** Both owners' rows of the people that they share: 3 and 4. */
export const audience = 'SELECT l.user_id, c.segment FROM leads l JOIN customers c ON l.user_id = c.user_id ORDER BY 1'

/** Makes the room, by the API alone. Nobody allows the destination yet. */
export async function makeActivationRoom(place: TestServer, url: string): Promise<ActivationRoom> {
  const operator = await setUpOperator(place)
  const publisher = await joinServer(place, operator, 'publisher')
  const advertiser = await joinServer(place, operator, 'advertiser')
  const platform = await joinServer(place, operator, 'platform')
  const { id: collaboration } = await publisher.client.call(createCollaboration, {
    body: {
      name: 'audiences',
      creator: { name: 'publisher', abilities: ['receive', 'query'] },
      members: [
        { organisation: advertiser.id, name: 'advertiser', abilities: ['query', 'receive', 'activate', 'pay'] },
        { organisation: platform.id, name: 'platform', abilities: [] },
      ],
    },
  })
  const params = { collaboration }
  await advertiser.client.call(acceptInvitation, { params, body: { acceptsPayment: true } })
  await platform.client.call(acceptInvitation, { params, body: {} })
  await bring(publisher, collaboration, 'leads', 'user_id,source\n1,web\n2,web\n3,shop\n4,shop\n', 'REQUIRED')
  await bring(advertiser, collaboration, 'customers', 'user_id,segment\n3,gold\n4,silver\n5,gold\n', 'ALLOWED')
  const destination = await platform.client.call(registerDestination, {
    params,
    body: { kind: 'https', name: 'crm', url },
  })
  const room = { publisher, advertiser, platform, collaboration, destination }
  await proposeAndApprove(room, 'audience', audience)
  return room
}

/** Brings a table of an organisation's own into a room. */
export async function bring(
  { client }: TestOrganisation,
  collaboration: string,
  name: string,
  csv: string,
  additional: string,
): Promise<void> {
  const upload = { media: 'text/csv', body: csv }
  await client.call(putFile, { params: { path: `${name}.csv` } }, { upload })
  const [first = '', second = ''] = csv.split('\n')[0]?.split(',') ?? []
  const table = await client.call(createTable, {
    body: {
      name,
      source: { file: `${name}.csv` },
      columns: { [first]: 'INTEGER', [second]: 'VARCHAR' },
      rule: templatesOnly(additional),
    } as never,
  })
  await client.call(associateTable, { params: { collaboration }, body: { table: table.id } })
}

/** Proposes an activation as the advertiser, and has the publisher approve it. */
export async function proposeAndApprove(
  { advertiser, publisher, collaboration }: ActivationRoom,
  name: string,
  sql: string,
): Promise<void> {
  const proposed = await advertiser.client.call(proposeTemplate, {
    params: { collaboration },
    body: { name, kind: 'activation', sql },
  })
  const { version, hash } = proposed.latest
  await publisher.client.call(reviewTemplateVersion, {
    params: { collaboration, template: proposed.id, version },
    body: { decision: 'approved', hash },
  })
}

/** Lets results of a table go to destinations, as they are now. */
export async function allow(
  { collaboration }: Pick<ActivationRoom, 'collaboration'>,
  who: TestOrganisation,
  name: string,
  ...destinations: readonly { readonly name: string; readonly hash: string }[]
): Promise<void> {
  await who.client.call(updateAssociation, {
    params: { collaboration, name },
    body: { destinations: destinations.map((one) => ({ name: one.name, hash: one.hash })) },
  })
}

/** Activates as somebody, and waits for the end of the run; delivery comes after it. */
export async function activate(
  { collaboration }: Pick<ActivationRoom, 'collaboration'>,
  { client }: TestOrganisation,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Run> {
  return client.call(submitRun, {
    params: { collaboration },
    query: { wait: 30 },
    body: { template: 'audience', destination: 'crm', ...body } as never,
  })
}

/** What a request is refused with: codes of diagnostics, or the reason. */
export async function refusal(asked: Promise<unknown>): Promise<string> {
  try {
    await asked
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { status, reason, code, diagnostics = [] } = error.problem
    const codes = diagnostics.map((one) => (one.table === undefined ? one.code : `${one.code} ${one.table}`))
    return [status, ...(codes.length > 0 ? codes : [reason ?? code])].join(' ')
  }
  return 'nothing'
}

/** Reads a run until its delivery is where it should be. */
export async function until(
  { collaboration }: Pick<ActivationRoom, 'collaboration'>,
  { client }: TestOrganisation,
  run: string,
  holds: (activation: NonNullable<Run['activation']>) => boolean,
): Promise<NonNullable<Run['activation']>> {
  for (let tries = 0; tries < 300; tries++) {
    const { activation } = await client.call(readRun, { params: { collaboration, run } })
    if (activation !== undefined && holds(activation)) return activation
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { activation } = await client.call(readRun, { params: { collaboration, run } })
  return assert.fail(`it never came to be: ${JSON.stringify(activation)}`)
}
