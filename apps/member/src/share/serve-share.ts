import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { type Diagnostic, diagnostic, type Result } from '@glovebox/diagnostics'
import { accessLog } from './access/access-log.ts'
import { rateLimit } from './access/rate-limit.ts'
import type { ShareConfig } from './config/share-config.ts'
import { openShareFolder, placesIn } from './config/share-folder.ts'
import { answer } from './http/answer.ts'
import { refusal, send } from './http/reply.ts'
import type { ShareWorld } from './http/share-world.ts'
import { endpointOf } from './manage/recipients.ts'
import type { BucketWorld } from './table/bucket-files.ts'
import { filesOf } from './table/files-of.ts'
import { openTables } from './table/shared-tables.ts'
import { openVersions } from './table/versions.ts'

/** A share server that runs. */
export type ServedShare = {
  readonly endpoint: string
  readonly tables: number
  readonly close: () => Promise<void>
}

/** What a share server takes from whoever starts it. */
export type ServeWorld = {
  readonly clock: () => number
  readonly onProblem: (sentence: string) => void
  /** Another port than that of share.yaml; 0 is any that is free. */
  readonly port?: number
  /** What buckets are read with. */
  readonly buckets: BucketWorld
}

/** Serves what a folder shares until it is closed. What is changed in the folder counts from the next request on. */
export async function serveShare(
  path: string,
  { clock, onProblem, port, buckets }: ServeWorld,
): Promise<Result<ServedShare>> {
  const opened = openShareFolder(path)
  if (!opened.ok) return opened
  const folder = opened.value
  const first = folder.config()
  if (!first.ok) return first
  let known: ShareConfig = { ...first.value, ...(port === undefined ? {} : { port }) }
  const unsafe = whyUnsafe(known)
  if (unsafe !== undefined) return { ok: false, diagnostics: [unsafe] }

  const { versions, log } = placesIn(path)
  const world: ShareWorld = {
    key: folder.key,
    clock,
    onProblem,
    recipients: folder.recipients,
    // A mistake in a file that is being edited shares nothing more, and nothing less, than before it.
    config: () => {
      const read = folder.config()
      if (read.ok) known = { ...read.value, host: known.host, port: known.port }
      return known
    },
    endpoint: () => endpointOf(known),
    log: accessLog(log),
    limits: { recipients: rateLimit(known.requestsPerMinute), strangers: rateLimit(240) },
    tables: openTables({
      filesOf: (table) => filesOf({ folder: path, s3: known.s3, buckets }, table),
      versions: openVersions(versions),
      key: folder.key,
      clock,
    }),
  }
  const made = makeServer(path, known, (request, response) => {
    answer(request, response, world).catch((error: unknown) => {
      onProblem(`a request could not be answered: ${error instanceof Error ? error.message : 'unknown'}`)
      if (response.headersSent) response.destroy()
      else send(response, refusal(500, 'INTERNAL_ERROR', 'the server cannot answer at the moment'), false)
    })
  })
  if (!made.ok) return made
  const server = made.value
  const failed = await listen(server, known)
  if (failed !== undefined) return { ok: false, diagnostics: [failed] }
  const address = server.address()
  if (address !== null && typeof address !== 'string') known = { ...known, port: address.port }
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { ok: true, value: { endpoint: endpointOf(known), tables: known.tables.length, close } }
}

function whyUnsafe({ host, tls, behindProxy }: ShareConfig): Diagnostic | undefined {
  const isOwn = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  return isOwn || tls !== undefined || behindProxy ? undefined : diagnostic('SHARE_PLAIN_HTTP', { host })
}

function makeServer(path: string, { tls }: ShareConfig, listener: RequestListener): Result<Server> {
  const options = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 20_000, maxHeaderSize: 16_384 }
  try {
    const server =
      tls === undefined
        ? createServer(options, listener)
        : createTlsServer(
            {
              ...options,
              cert: readFileSync(resolve(path, tls.certificate)),
              key: readFileSync(resolve(path, tls.key)),
              minVersion: 'TLSv1.2',
            },
            listener,
          )
    // Who takes nothing for so long is gone; also in the middle of a file.
    server.timeout = 60_000
    server.maxConnections = 512
    return { ok: true, value: server }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? `${error.code}` : 'they do not go together'
    return { ok: false, diagnostics: [diagnostic('SHARE_TLS', { reason })] }
  }
}

function listen(server: Server, { host, port }: ShareConfig): Promise<Diagnostic | undefined> {
  return new Promise((done) => {
    const onError = (error: Error): void =>
      done(diagnostic('SHARE_LISTEN', { host, port, reason: 'code' in error ? `${error.code}` : error.name }))
    server.once('error', onError)
    server.listen(port, host, () => {
      server.off('error', onError)
      done(undefined)
    })
  })
}
