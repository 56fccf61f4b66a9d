import type { AnyRoute, ProblemCode, ProblemDetails } from '@glovebox/api'

/** The body of a request: JSON, a stream that is uploaded, nothing, or a problem. */
export type ReadBody =
  | { readonly kind: 'read'; readonly value: unknown; readonly upload: ReadableStream<Uint8Array> | undefined }
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly details: ProblemDetails }

/** What is not Unicode is not JSON (RFC 8259 §8.1), and two texts never become the same. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Nobody needs longer for what is so small; uploads take the time they need. */
const slowestMs = 60_000

/** Reads a body, of at most so many bytes; what is not uploaded has to come within a minute. */
export async function readBody(
  route: AnyRoute,
  request: Request,
  maxBytes: number,
  withinMs: number = slowestMs,
): Promise<ReadBody> {
  const media = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (route.upload !== undefined) {
    if (!route.upload.media.includes(media)) {
      const help = `it takes ${route.upload.media.join(', ')}`
      return { kind: 'problem', code: 'MEDIA_TYPE_UNSUPPORTED', details: { help } }
    }
    return { kind: 'read', value: undefined, upload: request.body ?? new Blob([]).stream() }
  }
  if (route.body === undefined) return { kind: 'read', value: undefined, upload: undefined }
  const bytes = await within(withinMs, readBytes(request, maxBytes))
  if (bytes === 'late')
    return { kind: 'problem', code: 'BODY_UNREADABLE', details: { help: 'send the body without a break' } }
  if (bytes === undefined)
    return { kind: 'problem', code: 'BODY_TOO_LARGE', details: { help: `at most ${maxBytes} bytes` } }
  if (media !== 'application/json') return { kind: 'problem', code: 'MEDIA_TYPE_UNSUPPORTED', details: {} }
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    return { kind: 'read', value, upload: undefined }
  } catch {
    return { kind: 'problem', code: 'BODY_UNREADABLE', details: {} }
  }
}

/** What comes of it, unless it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms)
  })
  // Where it is late, how it ends is nobody's concern.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The bytes of a body, or nothing where it is longer than may be; no more of it is held than that. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const length = request.headers.get('content-length') ?? ''
  if (Number(length) > maxBytes) return undefined
  // The parser gives no more than the length that was said, so this needs no stream, which costs more than all the rest.
  if (/^\d+$/.test(length)) {
    const bytes = Buffer.from(await request.arrayBuffer())
    return bytes.byteLength > maxBytes ? undefined : bytes
  }
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
