import type { AnyRoute, ProblemCode, ProblemDetails } from '@glovebox/api'

/** The body of a request: JSON, a stream that is uploaded, nothing, or a problem. */
export type ReadBody =
  | { readonly kind: 'read'; readonly value: unknown; readonly upload: ReadableStream<Uint8Array> | undefined }
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly details: ProblemDetails }

/** Reads a body, of at most so many bytes. */
export async function readBody(route: AnyRoute, request: Request, maxBytes: number): Promise<ReadBody> {
  const media = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (route.upload !== undefined) {
    if (!route.upload.media.includes(media)) {
      const help = `it takes ${route.upload.media.join(', ')}`
      return { kind: 'problem', code: 'MEDIA_TYPE_UNSUPPORTED', details: { help } }
    }
    return { kind: 'read', value: undefined, upload: request.body ?? new Blob([]).stream() }
  }
  if (route.body === undefined) return { kind: 'read', value: undefined, upload: undefined }
  const text = await readText(request, maxBytes)
  if (text === undefined)
    return { kind: 'problem', code: 'BODY_TOO_LARGE', details: { help: `at most ${maxBytes} bytes` } }
  if (media !== 'application/json') return { kind: 'problem', code: 'MEDIA_TYPE_UNSUPPORTED', details: {} }
  try {
    return { kind: 'read', value: JSON.parse(text), upload: undefined }
  } catch {
    return { kind: 'problem', code: 'BODY_UNREADABLE', details: {} }
  }
}

/** The text of a body, or nothing where it is longer than may be; no more of it is held than that. */
async function readText(request: Request, maxBytes: number): Promise<string | undefined> {
  const length = request.headers.get('content-length') ?? ''
  if (Number(length) > maxBytes) return undefined
  // The parser gives no more than the length that was said, so this needs no stream, which costs more than all the rest.
  if (/^\d+$/.test(length)) {
    const bytes = Buffer.from(await request.arrayBuffer())
    return bytes.byteLength > maxBytes ? undefined : bytes.toString('utf8')
  }
  if (request.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
