import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SourceControl, Sourced } from '@glovebox/source'
import { columnsDigest, type GrantedTable, grantedTables } from '../access/granted.ts'
import { isLiveGeneration } from '../access/token.ts'
import { readShared } from '../parquet/shared-file.ts'
import { byteRange } from './byte-range.ts'
import { type FileUrl, readFileUrl } from './file-url.ts'
import { unreadable } from './pick-version.ts'
import { commonHeaders, type Reply, refusal } from './reply.ts'
import type { ShareWorld } from './share-world.ts'

/** What was given of a file. */
export type Served = {
  readonly url?: FileUrl
  readonly granted?: GrantedTable
  readonly status: number
  readonly bytes: number
  readonly isBroken?: boolean
}

/** Answers a URL that was signed before: a file, or a range of it, as long as who asked for it may have it. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  at: { readonly path: readonly string[]; readonly query: URLSearchParams },
  world: ShareWorld,
  send: (reply: Reply) => number,
  control: SourceControl,
): Promise<Served> {
  const refuse = (reply: Reply, seen: Partial<Served> = {}): Served => ({
    ...seen,
    status: reply.status,
    bytes: send(reply),
  })
  const forbidden = refusal(
    403,
    'PERMISSION_DENIED',
    'this address is not valid, or not any more: ask for the table again',
  )
  const url = readFileUrl(at.path, at.query, world.key)
  if (url === undefined) {
    const wait = world.limits.strangers(request.socket.remoteAddress ?? '', world.clock())
    return refuse(wait > 0 ? tooMany(wait) : forbidden)
  }
  if (url.expires <= world.clock()) return refuse(forbidden, { url })
  const granted = stillGranted(url, world)
  if (granted === undefined) return refuse(forbidden, { url })
  const seen = { url, granted }
  const wait = world.limits.recipients(url.recipient, world.clock())
  if (wait > 0) return refuse(tooMany(wait), seen)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(refusal(405, 'METHOD_NOT_ALLOWED', 'files are read by GET and HEAD', { allow: 'GET, HEAD' }), seen)
  const version = world.tables.versions(granted.table).find((one) => one.version === url.version)
  const found =
    version === undefined
      ? ({ ok: false, failure: { kind: 'changed', reason: 'the version is forgotten' } } as const)
      : await world.tables.file(granted, version, url.file, control)
  if (!found.ok) return refuse(unreadable(granted, found.failure, world.onProblem), seen)

  const { shared, file } = found.value
  const tag = `"${url.file}"`
  const match = request.headers['if-match']
  if (match !== undefined && match !== '*' && !match.split(',').some((one) => one.trim() === tag))
    return refuse(refusal(412, 'PRECONDITION_FAILED', 'the file is another one'), seen)
  const ifRange = request.headers['if-range']
  const isRangeMeant = request.method === 'GET' && (ifRange === undefined || ifRange === tag)
  const asked = byteRange(isRangeMeant ? request.headers.range : undefined, shared.bytes)
  if (asked.kind === 'none')
    return refuse(
      refusal(416, 'RANGE_NOT_SATISFIABLE', 'the file is shorter', { 'content-range': `bytes */${shared.bytes}` }),
      seen,
    )
  const range = asked.kind === 'some' ? asked : { from: 0, to: shared.bytes }
  const status = asked.kind === 'some' ? 206 : 200
  response.writeHead(status, {
    ...commonHeaders,
    'content-type': 'application/vnd.apache.parquet',
    'accept-ranges': 'bytes',
    etag: tag,
    'content-length': range.to - range.from,
    ...(status === 206 ? { 'content-range': `bytes ${range.from}-${range.to - 1}/${shared.bytes}` } : {}),
  })
  if (request.method === 'HEAD') {
    response.end()
    return { ...seen, status, bytes: 0 }
  }
  const parts = readShared(file, shared, range, control)
  return { ...seen, status, ...(await stream(response, parts, () => stillGranted(url, world) !== undefined, control)) }
}

/** Sends bytes for as long as they may be sent: what ends that, a revocation or a change of the file, ends the answer. */
async function stream(
  response: ServerResponse,
  parts: AsyncIterable<Sourced<Uint8Array>>,
  isAllowed: () => boolean,
  control: SourceControl,
): Promise<{ readonly bytes: number; readonly isBroken?: boolean }> {
  let bytes = 0
  for await (const part of parts) {
    if (!part.ok || !isAllowed()) {
      response.destroy()
      return { bytes, isBroken: true }
    }
    if (!response.write(part.value)) await drained(response, control)
    if (response.destroyed) return { bytes, isBroken: true }
    bytes += part.value.length
  }
  response.end()
  return { bytes }
}

/** A refusal of somebody who asks too often. */
export function tooMany(seconds: number): Reply {
  return refusal(429, 'TOO_MANY_REQUESTS', 'too many requests', { 'retry-after': String(seconds) })
}

/** What the URL was signed for, if it is granted in the same way at this moment. */
function stillGranted(url: FileUrl, { recipients, config, clock }: ShareWorld): GrantedTable | undefined {
  const recipient = recipients().find(({ name }) => name === url.recipient)
  if (recipient === undefined || !isLiveGeneration(recipient, url.generation, clock())) return undefined
  return grantedTables(recipient, config().tables).find(
    ({ table, columns, version }) =>
      table.id === url.table &&
      columnsDigest(columns) === url.columns &&
      (version === undefined || version === url.version),
  )
}

function drained(response: ServerResponse, { signal }: SourceControl): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
    signal?.addEventListener('abort', done)
  })
}
