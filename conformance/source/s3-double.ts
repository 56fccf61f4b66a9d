import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { type S3Account, splitTarget, whyRefused } from './s3-signature.ts'

// A strict double of S3 for tests: it verifies every signature, and does wrong what it is told to do wrong.

/** What goes wrong with one answer. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly code: string; readonly retryAfter?: string }
  /** The connection ends after so many bytes of the body. */
  | { readonly kind: 'reset'; readonly after: number }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** A whole answer of fewer bytes; its Content-Range says otherwise. */
  | { readonly kind: 'short'; readonly bytes: number }
  | { readonly kind: 'long'; readonly bytes: number }
  /** Another part of the object, said or not. */
  | { readonly kind: 'shifted'; readonly isSaid: boolean }
  | { readonly kind: 'ignores-range' }
  | { readonly kind: 'no-tag' }
  | { readonly kind: 'encoded' }
  /** The object is replaced; `keepsCondition`: as a server would that knows no If-Match. */
  | { readonly kind: 'replaced'; readonly by: Uint8Array; readonly knowsIfMatch: boolean }
  | { readonly kind: 'redirect'; readonly to: string }

/** A request as it arrived. */
export type Arrived = {
  readonly method: string
  readonly key: string
  readonly range?: string
  readonly isPresigned: boolean
  readonly query: ReadonlyMap<string, string>
}

/** A running double. */
export type S3Double = {
  readonly url: string
  readonly arrived: Arrived[]
  /** Bytes of objects that were sent. */
  sent(): number
  put(key: string, content: Uint8Array | { readonly path: string }): void
  remove(key: string): void
  /** Asked for each request whose signature holds. */
  fault: (arrived: Arrived) => Fault | undefined
  close(): Promise<void>
}

const pieceBytes = 256 * 1024

type Stored = { readonly bytes: number; readonly tag: string; read(from: number, to: number): Uint8Array }

/** Starts a double with one bucket, addressed by path. */
export async function openS3Double(
  account: S3Account,
  options: { readonly bucket: string; readonly clock: () => number; readonly pageSize?: number },
): Promise<S3Double> {
  const objects = new Map<string, Stored>()
  const arrived: Arrived[] = []
  let sent = 0
  const double: S3Double = {
    url: '',
    arrived,
    sent: () => sent,
    put: (key, content) => {
      objects.set(key, content instanceof Uint8Array ? inMemory(content) : onDisk(content.path))
    },
    remove: (key) => objects.delete(key),
    fault: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server = createServer((request, response) => {
    const { path, query } = splitTarget(request.url ?? '')
    const refused = whyRefused(
      { method: request.method ?? '', target: request.url ?? '', headers: request.headers },
      account,
      options.clock(),
    )
    const [, bucket, ...rest] = decodeURIComponent(path).split('/')
    const key = rest.join('/')
    const { range } = request.headers
    const one: Arrived = {
      method: request.method ?? '',
      key,
      query,
      isPresigned: query.has('X-Amz-Signature'),
      ...(range === undefined ? {} : { range }),
    }
    arrived.push(one)
    if (refused !== undefined) {
      refuse(response, 403, refused)
      return
    }
    if (bucket !== options.bucket) {
      refuse(response, 404, 'NoSuchBucket')
      return
    }
    const fault = double.fault(one)
    if (fault?.kind === 'status') {
      refuse(response, fault.status, fault.code, fault.retryAfter)
      return
    }
    if (fault?.kind === 'redirect') {
      redirect(response, fault.to)
      return
    }
    if (key === '') {
      list(response, query, objects, options.pageSize ?? 1000, bucket)
      return
    }
    const before = objects.get(key)
    if (fault?.kind === 'replaced') objects.set(key, inMemory(fault.by))
    const stored = objects.get(key)
    if (stored === undefined || before === undefined) {
      refuse(response, 404, 'NoSuchKey')
      return
    }
    answer(request, response, stored, fault, (bytes) => {
      sent += bytes
    })
  })
  server.keepAliveTimeout = 1000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(double, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  stored: Stored,
  fault: Fault | undefined,
  count: (bytes: number) => void,
): void {
  const { 'if-match': ifMatch, range } = request.headers
  const ignoresIfMatch = fault?.kind === 'replaced' && !fault.knowsIfMatch
  if (ifMatch !== undefined && ifMatch !== stored.tag && !ignoresIfMatch) {
    refuse(response, 412, 'PreconditionFailed')
    return
  }
  const span = fault?.kind === 'ignores-range' ? undefined : spanOf(range, stored.bytes)
  if (span === 'outside') {
    response.setHeader('content-range', `bytes */${stored.bytes}`)
    refuse(response, 416, 'InvalidRange')
    return
  }
  const { from, to } = span ?? { from: 0, to: stored.bytes }
  const said = fault?.kind === 'shifted' && fault.isSaid ? 1 : 0
  const length = to - from + (fault?.kind === 'long' ? fault.bytes : 0)
  response.writeHead(span === undefined ? 200 : 206, {
    'content-length': fault?.kind === 'short' ? fault.bytes : length,
    'accept-ranges': 'bytes',
    ...(fault?.kind === 'no-tag' ? {} : { etag: stored.tag }),
    ...(fault?.kind === 'encoded' ? { 'content-encoding': 'gzip' } : {}),
    ...(span === undefined ? {} : { 'content-range': `bytes ${from + said}-${to + said - 1}/${stored.bytes}` }),
  })
  if (request.method === 'HEAD') response.end()
  else if (fault === undefined) Readable.from(pieces(stored, from, to, count)).pipe(response)
  else spoil(response, stored, from, to, fault)
}

/** An object by pieces, so that who stops listening is sent no more. */
function* pieces(stored: Stored, from: number, to: number, count: (bytes: number) => void): Generator<Uint8Array> {
  for (let at = from; at < to; at += pieceBytes) {
    const piece = stored.read(at, Math.min(to, at + pieceBytes))
    count(piece.length)
    yield piece
  }
}

function spoil(response: ServerResponse, stored: Stored, from: number, to: number, fault: Fault): void {
  const shift = fault.kind === 'shifted' && to < stored.bytes ? 1 : 0
  const body = stored.read(from + shift, to + shift)
  if (fault.kind === 'short') response.end(body.subarray(0, fault.bytes))
  else if (fault.kind === 'long') response.end(Buffer.concat([body, Buffer.alloc(fault.bytes)]))
  else if (fault.kind === 'reset') response.write(body.subarray(0, fault.after), () => response.destroy())
  else if (fault.kind === 'slow') setTimeout(() => response.end(body), fault.milliseconds)
  else response.end(body)
}

function spanOf(
  range: string | undefined,
  bytes: number,
): { readonly from: number; readonly to: number } | 'outside' | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
  if (parts === null || (parts[1] === '' && parts[2] === '')) return undefined
  if (parts[1] === '')
    return bytes === 0 || parts[2] === '0' ? 'outside' : { from: Math.max(0, bytes - Number(parts[2])), to: bytes }
  const from = Number(parts[1])
  const to = parts[2] === '' ? bytes : Math.min(bytes, Number(parts[2]) + 1)
  return from >= bytes || to <= from ? 'outside' : { from, to }
}

function list(
  response: ServerResponse,
  query: ReadonlyMap<string, string>,
  objects: ReadonlyMap<string, Stored>,
  pageSize: number,
  bucket: string,
): void {
  if (query.get('list-type') !== '2') {
    refuse(response, 400, 'InvalidArgument')
    return
  }
  const prefix = query.get('prefix') ?? ''
  const token = query.get('continuation-token')
  const after = token === undefined ? '' : Buffer.from(token, 'base64').toString()
  const keys = [...objects.keys()]
    .filter(
      (key) =>
        key.startsWith(prefix) && (token === undefined || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0),
    )
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const page = keys.slice(0, pageSize)
  const isUrl = query.get('encoding-type') === 'url'
  const spell = (key: string): string =>
    isUrl ? encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/') : spellXml(key)
  const contents = page.map((key) => {
    const { bytes, tag } = objects.get(key) ?? { bytes: 0, tag: '' }
    return `<Contents><Key>${spell(key)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>${spellXml(tag)}</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  })
  const isTruncated = page.length < keys.length
  const next = isTruncated
    ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>`
    : ''
  const head = `<Name>${bucket}</Name><Prefix>${spell(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>1000</MaxKeys>`
  const encoding = isUrl ? '<EncodingType>url</EncodingType>' : ''
  xml(
    response,
    200,
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${head}${encoding}<IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  )
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(307, { location: to }).end()
}

function refuse(response: ServerResponse, status: number, code: string, retryAfter?: string): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  xml(response, status, `<Error><Code>${code}</Code><Message>no</Message></Error>`)
}

function xml(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`)
}

function spellXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function inMemory(content: Uint8Array): Stored {
  const tag = `"${createHash('md5').update(content).digest('hex')}"`
  return { bytes: content.length, tag, read: (from, to) => content.subarray(from, to) }
}

function onDisk(path: string): Stored {
  const { size, mtimeMs } = statSync(path)
  return {
    bytes: size,
    tag: `"${createHash('md5').update(`${path} ${size} ${mtimeMs}`).digest('hex')}"`,
    read: (from, to) => {
      const bytes = Buffer.allocUnsafe(to - from)
      const file = openSync(path, 'r')
      for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, from + at)
      closeSync(file)
      return bytes
    },
  }
}
