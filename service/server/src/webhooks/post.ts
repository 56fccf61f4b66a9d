import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isPublicAddress, whyUnreachable } from './reachable.ts'

/** What a receiver answered: a status of HTTP, or a word for why there is none. */
export type PostAnswer =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'failed'; readonly why: string }

const defaultTimeoutMs = 15_000

/** Whether the names of a receiver stand for addresses that it may be sent to is decided where they are resolved: no later answer counts. */
export const lookupPublic: LookupFunction = (name, options, done) => {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return done(error ?? new Error('no address'), '', 4)
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      return done(Object.assign(new Error('address refused'), { code: 'EADDRESSREFUSED' }), '', 4)
    }
    if (options.all === true) return done(null, addresses)
    return done(null, first.address, first.family)
  })
}

/** Posts a body, JSON where nothing else is said. Follows nothing, reads nothing of the answer but its status. */
export function post(
  target: string,
  body: string | Uint8Array,
  options: {
    readonly headers: Readonly<Record<string, string>>
    readonly allowsPrivateAddresses: boolean
    readonly signal: AbortSignal
    readonly media?: string
    readonly timeoutMs?: number
  },
): Promise<PostAnswer> {
  const why = whyUnreachable(target, options.allowsPrivateAddresses)
  if (why !== undefined) return Promise.resolve({ kind: 'failed', why: 'address-refused' })
  const url = new URL(target)
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const media = options.media ?? 'application/json'
  return new Promise((resolve) => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs)])
    const request = send(url, {
      method: 'POST',
      headers: { ...options.headers, 'content-type': media, 'content-length': bytes.length },
      signal,
      agent: false,
      ...(options.allowsPrivateAddresses ? {} : { lookup: lookupPublic }),
    })
    request.on('response', (response) => {
      resolve({ kind: 'status', status: response.statusCode ?? 0 })
      response.destroy()
    })
    request.on('error', (error) => resolve({ kind: 'failed', why: wordFor(error) }))
    request.end(bytes)
  })
}

/** One word of a closed list: what an error says may tell of the operator's network. */
function wordFor(error: Error): string {
  if (error.name === 'TimeoutError') return 'timed-out'
  if (error.name === 'AbortError') return 'interrupted'
  switch ('code' in error ? error.code : '') {
    case 'EADDRESSREFUSED':
      return 'address-refused'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'name-unknown'
    case 'ECONNREFUSED':
      return 'connection-refused'
    default:
      return /certificate|self.signed|TLS|SSL/i.test(error.message) ? 'certificate-refused' : 'connection-failed'
  }
}
