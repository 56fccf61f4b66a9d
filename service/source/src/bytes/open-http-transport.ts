import { lookup } from 'node:dns'
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { AddressGuard, HttpAnswer, HttpRequest, HttpTransport, HttpTrouble } from '../port/http-transport.ts'

/** Lets everything be asked: for tests, and for people at their own machine. */
export const anyAddress: AddressGuard = { whyNot: () => undefined, allows: () => true }

const usualTimeoutMs = 120_000
const silenceMs = 30_000

/** Requests over HTTP and HTTPS, with connections that are kept; what the guard does not allow is never connected to. */
export function openHttpTransport({ guard }: { readonly guard: AddressGuard }): HttpTransport {
  const kept = { keepAlive: true, maxSockets: 32, lookup: guardedLookup(guard) }
  const agents = { http: new HttpAgent(kept), https: new HttpsAgent(kept) }
  return {
    send: (request) => send(request, guard, agents),
    close: () => {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

/** What is checked is what is connected to: no later answer of a name server counts. */
function guardedLookup(guard: AddressGuard): LookupFunction {
  return (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) return done(error ?? new Error('no address'), '', 4)
      if (!addresses.every(({ address }) => guard.allows(address)))
        return done(Object.assign(new Error('address refused'), { code: 'EADDRESSREFUSED' }), '', 4)
      if (options.all === true) return done(null, addresses)
      return done(null, first.address, first.family)
    })
  }
}

async function send(
  request: HttpRequest,
  guard: AddressGuard,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
): Promise<HttpAnswer> {
  if (!URL.canParse(request.url)) return none('address')
  const url = new URL(request.url)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return none('address')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (guard.whyNot(url) !== undefined || (isIP(host) !== 0 && !guard.allows(host))) return none('address')
  if (request.signal?.aborted === true) return none('cancelled')
  const timeout = AbortSignal.timeout(request.timeoutMs ?? usualTimeoutMs)
  const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout])
  const isSecure = url.protocol === 'https:'
  return new Promise((resolve) => {
    const sent = (isSecure ? requestHttps : requestHttp)(url, {
      method: request.method,
      agent: isSecure ? agents.https : agents.http,
      headers: {
        'accept-encoding': 'identity',
        'user-agent': 'glovebox',
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) }),
      },
      signal,
    })
    const fail = (error: unknown): void => {
      const why = timeout.aborted ? 'slow' : troubleOf(error)
      resolve(none(request.signal?.aborted === true ? 'cancelled' : why))
    }
    sent.setTimeout(silenceMs, () => sent.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })))
    sent.on('error', fail)
    sent.on('response', (response) => {
      const isBodiless = request.method === 'HEAD'
      take(response, isBodiless ? 0 : request.maxBytes, isBodiless).then((body) => {
        if (body === undefined) return resolve(none('long'))
        resolve({ kind: 'answer', status: response.statusCode ?? 0, headers: flat(response), body })
      }, fail)
    })
    sent.end(request.body)
  })
}

/** The body, where it is as long as it says and not too long; throws where it breaks off. */
async function take(response: IncomingMessage, maxBytes: number, isBodiless: boolean): Promise<Uint8Array | undefined> {
  const stated = response.headers['content-length']
  const length = stated === undefined || isBodiless ? undefined : Number(stated)
  if (length !== undefined && length > maxBytes) {
    response.destroy()
    return undefined
  }
  const body = length === undefined ? undefined : Buffer.allocUnsafe(length)
  const chunks: Buffer[] = []
  let taken = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (body === undefined) chunks.push(chunk)
    else chunk.copy(body, taken)
    taken += chunk.length
    if (taken > (length ?? maxBytes)) {
      response.destroy()
      return undefined
    }
  }
  if (!response.complete || (length !== undefined && taken !== length))
    throw Object.assign(new Error('broken off'), { code: 'ECONNRESET' })
  return body ?? Buffer.concat(chunks)
}

function flat(response: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

function none(why: HttpTrouble): HttpAnswer {
  return { kind: 'none', why }
}

/** One word of a closed list: what an error says may tell of the operator's network. */
function troubleOf(error: unknown): HttpTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRESSREFUSED') return 'address'
  if (code === 'ETIMEDOUT') return 'slow'
  return /CERT|SELF_SIGNED|ISSUER|ALTNAME|SIGNATURE/.test(code) ? 'certificate' : 'connection'
}
