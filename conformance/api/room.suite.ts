import {
  acceptInvitation,
  associateTable,
  createCollaboration,
  createTable,
  putFile,
  type Run,
  readResult,
  readRun,
  submitRun,
} from '@glovebox/api'
import { joinServer, setUpOperator, type TestOrganisation, type TestServer } from './server.suite.ts'

/** A publisher whose table an advertiser may ask, each an organisation of its own. */
export type TestRoom = {
  readonly operator: TestOrganisation
  readonly publisher: TestOrganisation
  readonly advertiser: TestOrganisation
  /** Where it was asked for: a member that neither owns, asks nor receives. */
  readonly bystander: TestOrganisation | undefined
  readonly collaboration: string
  readonly table: string
}

/** `user_id,campaign,cost`: so many people, each seen once in one of two campaigns. */
export function impressions(people: readonly number[]): string {
  const rows = people.map((n) => `u${n},${n % 2 === 0 ? 'a' : 'b'},${n % 7}`)
  return ['user_id,campaign,cost', ...rows, ''].join('\n')
}

/** Everyone from 0. */
export function everyone(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n)
}

export const thresholdRule: Readonly<Record<string, unknown>> = {
  custom: {
    allowedAnalyses: ['ANY_QUERY'],
    allowedAnalysisProviders: ['advertiser'],
    aggregationThresholds: [{ identityColumns: ['user_id'], minimumIdentityCount: 10, type: 'COUNT_DISTINCT' }],
  },
}

/** Makes the room, by the API alone. */
export async function makeRoom(
  place: TestServer,
  more: {
    readonly csv?: string
    readonly table?: Readonly<Record<string, unknown>>
    readonly hasBystander?: boolean
  } = {},
): Promise<TestRoom> {
  const operator = await setUpOperator(place)
  const publisher = await joinServer(place, operator, 'publisher')
  const advertiser = await joinServer(place, operator, 'advertiser')
  const bystander = more.hasBystander === true ? await joinServer(place, operator, 'bystander') : undefined
  const { id: collaboration } = await publisher.client.call(createCollaboration, {
    body: {
      name: 'ads',
      creator: { name: 'publisher', abilities: ['receive'] },
      members: [
        { organisation: advertiser.id, name: 'advertiser', abilities: ['query', 'receive', 'pay'] },
        ...(bystander === undefined ? [] : [{ organisation: bystander.id, name: 'bystander', abilities: [] }]),
      ],
    },
  })
  await advertiser.client.call(acceptInvitation, { params: { collaboration }, body: { acceptsPayment: true } })
  await bystander?.client.call(acceptInvitation, { params: { collaboration }, body: {} })
  await publisher.client.call(
    putFile,
    { params: { path: 'impressions.csv' } },
    { upload: { media: 'text/csv', body: more.csv ?? impressions(everyone(2000)) } },
  )
  const table = await publisher.client.call(createTable, {
    body: {
      name: 'impressions',
      source: { file: 'impressions.csv' },
      columns: { user_id: 'VARCHAR', campaign: 'VARCHAR', cost: 'INTEGER' },
      rule: thresholdRule,
      ...more.table,
    } as never,
  })
  await publisher.client.call(associateTable, {
    params: { collaboration },
    body: { table: table.id, name: 'impressions' },
  })
  return { operator, publisher, advertiser, bystander, collaboration, table: table.id }
}

/** Asks as the advertiser, and waits for the end. */
export async function ask({ advertiser, collaboration }: TestRoom, sql: string): Promise<Run> {
  const params = { collaboration }
  const query = { wait: 30 }
  let run = await advertiser.client.call(submitRun, { params, query, body: { sql } })
  // A busy machine takes longer than one answer waits.
  for (let more = 0; more < 5 && (run.status === 'queued' || run.status === 'running'); more++)
    run = await advertiser.client.call(readRun, { params: { ...params, run: run.id }, query })
  return run
}

/** The rows of a result, as an organisation that receives it. */
export async function rowsOf(who: TestOrganisation, { collaboration, id }: Run): Promise<unknown> {
  const params = { collaboration, run: id }
  const response = await who.client.open(readResult, { params }, { accept: 'application/json' })
  return ((await response.json()) as { readonly rows: unknown }).rows
}
