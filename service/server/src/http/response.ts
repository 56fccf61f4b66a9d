import type { AnyRoute, Problem } from '@glovebox/api'
import type { Reply } from './binding.ts'

/** The response that a reply of a route is. */
export function responseOf(
  { answer, method }: AnyRoute,
  reply: Reply<unknown>,
  request: { readonly id: string; readonly ifNoneMatch: string | undefined; readonly isHead: boolean },
): Response {
  switch (reply.kind) {
    case 'problem':
      return problemResponse(reply.problem, request.id, reply.headers)
    case 'empty':
      return new Response(null, { status: 204, headers: { ...reply.headers } })
    case 'bytes':
      // Nobody will read it: what it holds is given back.
      if (request.isHead && reply.body instanceof ReadableStream) void reply.body.cancel().catch(() => undefined)
      return new Response(request.isHead ? null : bodyOf(reply.body), {
        status: answer.status,
        headers: { 'content-type': reply.media, ...reply.headers },
      })
    case 'answer': {
      const etag = reply.etag === undefined ? undefined : `"${reply.etag}"`
      const headers = { 'content-type': 'application/json', ...(etag === undefined ? {} : { etag }), ...reply.headers }
      // Only what is read can be known already; of a change the answer is what came of it.
      if (method === 'GET' && etag !== undefined && isKnown(request.ifNoneMatch, etag))
        return new Response(null, { status: 304, headers: { etag } })
      return new Response(request.isHead ? null : JSON.stringify(reply.value), { status: answer.status, headers })
    }
  }
}

/** Whether the client holds it. Proxies that compress make tags weak ones (RFC 9110 §13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}

function bodyOf(body: ReadableStream<Uint8Array> | Uint8Array | string): BodyOf {
  return body as BodyOf
}

type BodyOf = NonNullable<ConstructorParameters<typeof Response>[0]>

/** A problem as a response (RFC 9457); `instance` is the request. */
export function problemResponse(
  problem: Problem,
  id: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ ...problem, instance: id }), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}
