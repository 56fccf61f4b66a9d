import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  GetPartitionsRequest$,
  GetPartitionsResponse$,
  GetTableRequest$,
  GetTableResponse$,
} from '@aws-sdk/client-glue'
import { type S3Account, whyRefused } from './s3-signature.ts'

// A strict double of the AWS Glue Data Catalog for tests: it verifies every signature, and holds what it is asked and what
// it answers against AWS's own model of the API, as the SDK that is made of it carries it.

/** A table of the double, in the model's own words. */
export type CatalogTable = {
  readonly table: Readonly<Record<string, unknown>>
  readonly partitions?: readonly Readonly<Record<string, unknown>>[]
}

/** An answer that is not the right one. */
export type GlueFault =
  | { readonly kind: 'error'; readonly status: number; readonly type: string }
  | { readonly kind: 'body'; readonly status: number; readonly body: string }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'reset' }

/** A request as it arrived. */
export type GlueAsked = { readonly action: string; readonly input: Readonly<Record<string, unknown>> }

/** A running double. */
export type GlueDouble = {
  readonly url: string
  readonly asked: GlueAsked[]
  /** Tables by `database.table`. */
  readonly tables: Map<string, CatalogTable>
  fault: (asked: GlueAsked) => GlueFault | undefined
  close(): Promise<void>
}

const requests = new Map<string, { readonly input: unknown; readonly output: unknown }>([
  ['GetTable', { input: GetTableRequest$, output: GetTableResponse$ }],
  ['GetPartitions', { input: GetPartitionsRequest$, output: GetPartitionsResponse$ }],
])

/** Starts a double. */
export async function openGlueDouble(
  account: S3Account,
  { pageSize = 100 }: { readonly pageSize?: number } = {},
): Promise<GlueDouble> {
  const double: GlueDouble = {
    url: '',
    asked: [],
    tables: new Map(),
    fault: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts).toString('utf8')
    const refused = refusalOf(request, body, account)
    if (refused !== undefined) return fail(response, 400, refused)
    const action = String(request.headers['x-amz-target']).replace(/^AWSGlue\./, '')
    const model = requests.get(action)
    if (model === undefined) return fail(response, 400, 'UnknownOperationException')
    const input = JSON.parse(body) as Record<string, unknown>
    double.asked.push({ action, input })
    const odd = whyUnlike(model.input, input) ?? whyInvalid(input)
    if (odd !== undefined) return fail(response, 400, 'InvalidInputException', odd)
    const fault = double.fault({ action, input })
    if (fault !== undefined) return failAs(response, fault)
    const table = double.tables.get(`${input.DatabaseName}.${input.Name ?? input.TableName}`)
    if (table === undefined) return fail(response, 400, 'EntityNotFoundException')
    const output = action === 'GetTable' ? { Table: table.table } : pageOf(table, input, pageSize)
    const untrue = whyUnlike(model.output, output)
    if (untrue !== undefined) throw new Error(`the double would answer what Glue cannot: ${untrue}`)
    send(response, 200, output)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(double, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

function refusalOf({ method, url, headers }: IncomingMessage, body: string, account: S3Account): string | undefined {
  if (method !== 'POST' || url !== '/') return 'UnknownOperationException'
  if (headers['content-type'] !== 'application/x-amz-json-1.1') return 'SerializationException'
  if (headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex'))
    return 'InvalidSignatureException'
  const why = whyRefused({ method, target: url, headers }, { ...account, service: 'glue' }, Date.now())
  if (why === undefined) return undefined
  return why === 'InvalidAccessKeyId' || why === 'InvalidToken'
    ? 'UnrecognizedClientException'
    : 'InvalidSignatureException'
}

/** What the model says of requests beside their shapes. */
function whyInvalid({ DatabaseName, Name, TableName, MaxResults }: Record<string, unknown>): string | undefined {
  for (const name of [DatabaseName, Name ?? TableName])
    if (typeof name !== 'string' || name.length < 1 || name.length > 255) return 'a name is too short or too long'
  const isCount = MaxResults === undefined || (Number(MaxResults) >= 1 && Number(MaxResults) <= 1000)
  return isCount ? undefined : 'MaxResults'
}

function pageOf({ partitions = [] }: CatalogTable, input: Record<string, unknown>, pageSize: number): object {
  const from = input.NextToken === undefined ? 0 : Number(Buffer.from(String(input.NextToken), 'base64').toString())
  const to = from + Math.min(pageSize, Number(input.MaxResults ?? 1000))
  const page = partitions.slice(from, to).map((partition) => {
    if (input.ExcludeColumnSchema !== true) return partition
    const { Columns: _, ...descriptor } = partition.StorageDescriptor as Record<string, unknown>
    return { ...partition, StorageDescriptor: descriptor }
  })
  const next = to < partitions.length ? { NextToken: Buffer.from(String(to)).toString('base64') } : {}
  return { Partitions: page, ...next }
}

/** How a value is not of a shape of the model: simple shapes are numbers, others lists with what they are of. */
function whyUnlike(shape: unknown, value: unknown, at = ''): string | undefined {
  const own: unknown = typeof shape === 'function' ? shape() : shape
  if (value === undefined) return undefined
  if (typeof own === 'number') return whyNotSimple(own, value, at)
  if (!Array.isArray(own)) return `${at}: no shape`
  if (Array.isArray(own[0]) || typeof own[0] === 'function') return whyUnlike(own[0], value, at)
  const [kind, , , , names, shapes, required = 0] = own as [number, string, string, unknown, unknown, unknown, number?]
  if (kind === 0) return whyUnlike(names, value, at)
  if (kind === 1) return eachOf(value, at, (item, path) => whyUnlike(names, item, path))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: no structure`
  if (kind === 2) return eachOf(Object.values(value), at, (item, path) => whyUnlike(shapes, item, path))
  const members = names as readonly string[]
  const given = value as Record<string, unknown>
  const foreign = Object.keys(given).find((name) => !members.includes(name))
  if (foreign !== undefined) return `${at}: the model has no ${foreign}`
  const missing = members.slice(0, required).find((name) => given[name] === undefined)
  if (missing !== undefined) return `${at}: ${missing} is missing`
  for (const [place, name] of members.entries()) {
    const why = whyUnlike((shapes as readonly unknown[])[place], given[name], `${at}.${name}`)
    if (why !== undefined) return why
  }
  return undefined
}

function whyNotSimple(shape: number, value: unknown, at: string): string | undefined {
  if (shape >= 128)
    return eachOf(Object.values(Object(value)), at, (item, path) => whyNotSimple(shape - 128, item, path))
  if (shape >= 64) return eachOf(value, at, (item, path) => whyNotSimple(shape - 64, item, path))
  const wanted = shape === 0 ? 'string' : shape === 2 ? 'boolean' : 'number'
  return typeof value === wanted ? undefined : `${at}: no ${wanted}`
}

function eachOf(
  value: unknown,
  at: string,
  why: (item: unknown, path: string) => string | undefined,
): string | undefined {
  if (!Array.isArray(value)) return `${at}: no list`
  for (const [place, item] of value.entries()) {
    const found = why(item, `${at}[${place}]`)
    if (found !== undefined) return found
  }
  return undefined
}

function failAs(response: ServerResponse, fault: GlueFault): void {
  switch (fault.kind) {
    case 'error':
      fail(response, fault.status, fault.type)
      return
    case 'body':
      response.writeHead(fault.status, { 'content-type': 'application/x-amz-json-1.1' }).end(fault.body)
      return
    case 'redirect':
      response.writeHead(307, { location: fault.to }).end()
      return
    case 'reset':
      response.destroy()
  }
}

function fail(response: ServerResponse, status: number, type: string, message = 'marked message'): void {
  send(response, status, { __type: type, Message: message })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
}
