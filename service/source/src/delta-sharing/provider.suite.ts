import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anyAddress, openHttpTransport } from '../bytes/open-http-transport.ts'
import type { DeltaSharingProfile } from '../connection/connection.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { PinnedTable, Sourced } from '../port/table-source.ts'
import { deltaSharingTable } from './delta-sharing-table.ts'

/** A request as a provider got it. */
export type Got = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a provider answers to a request. */
export type Answers = (
  got: Got,
  url: string,
) => {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A provider with answers of a test, over real HTTP. */
export type TestProvider = {
  readonly url: string
  readonly got: Got[]
  readonly world: SourceWorld
  now: number
  readonly profile: DeltaSharingProfile
  readonly pin: (profile?: DeltaSharingProfile, name?: string) => Promise<Sourced<PinnedTable>>
  readonly close: () => void
}

/** Starts a provider. */
export async function openProvider(answers: Answers): Promise<TestProvider> {
  const got: Got[] = []
  const server = createServer((request, response) => void respond(request, response)).unref()
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts).toString(),
    }
    got.push(one)
    const { status = 200, headers = {}, body = '' } = answers(one, url)
    response.writeHead(status, headers)
    response.end(body)
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const http = openHttpTransport({ guard: anyAddress })
  const turned = { now: Date.parse('2026-03-01T00:00:00Z') }
  const world: SourceWorld = { clock: () => turned.now, random: () => 0.5, sleep: async () => undefined, http }
  const profile: DeltaSharingProfile = { type: 'bearer_token', endpoint: `${url}/delta-sharing`, bearerToken: 'TOKEN' }
  return Object.assign(turned, {
    url,
    got,
    world,
    profile,
    pin: (own: DeltaSharingProfile = profile, name = 'share_name.schema_name.table_name') =>
      deltaSharingTable(world, { kind: 'delta-sharing', profile: own }, name).pin({}),
    close: () => {
      http.close()
      server.close()
      server.closeAllConnections()
    },
  })
}

/** Lines of JSON. */
export function lines(...values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

const schema = (...fields: readonly (readonly [string, string])[]): string =>
  JSON.stringify({
    type: 'struct',
    fields: fields.map(([name, type]) => ({ name, type, nullable: true, metadata: {} })),
  })

/** The example of the protocol's document. */
export const example: {
  readonly protocol: object
  readonly metaData: { readonly metaData: Readonly<Record<string, unknown>> }
  readonly file: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
} = {
  protocol: { protocol: { minReaderVersion: 1 } },
  metaData: {
    metaData: {
      id: 'f8d5c169-3d01-4ca3-ad9e-7dc3355aedb2',
      format: { provider: 'parquet' },
      schemaString: schema(['eventTime', 'timestamp'], ['date', 'date']),
      partitionColumns: ['date'],
    },
  },
  file: {
    id: '8b0086f2-7b27-4935-ac5a-8ed6215a6640',
    partitionValues: { date: '2021-04-28' },
    size: 573,
    stats:
      '{"numRecords":1,"minValues":{"eventTime":"2021-04-28T23:33:57.955Z"},"maxValues":{"eventTime":"2021-04-28T23:33:57.955Z"},"nullCount":{"eventTime":0}}',
  },
  headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'delta-table-version': '123' },
}
