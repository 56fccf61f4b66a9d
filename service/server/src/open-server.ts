import { randomBytes, randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { allRoutes, openApiDocument } from '@glovebox/api'
import { accepted, type Diagnostic, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import { sql } from 'kysely'
import { type AppOptions, makeApp } from './http/app.ts'
import { serverBindings } from './http/server/server-bindings.ts'
import { authenticate } from './identity/authenticate.ts'
import { firstAdministrator, type SetUpLink } from './identity/first-administrator.ts'
import { isSameSite } from './identity/same-site.ts'
import { sessionCookieName } from './identity/session-cookie.ts'
import { openAgentDoor } from './mcp/agent-door.ts'
import { once } from './once.ts'
import { type Listening, listen } from './operate/listen.ts'
import { type Logger, openLogger } from './operate/logger.ts'
import { openMeters } from './operate/meters.ts'
import { openAreas } from './operate/open-areas.ts'
import { openKeys } from './operate/open-keys.ts'
import { openStore } from './operate/open-store.ts'
import type { Engine } from './port/engine.ts'
import type { ServerWorld } from './server-world.ts'
import { identitySettings } from './settings/identity-settings.ts'
import type { Settings } from './settings/settings.ts'
import type { Random } from './state/random-id.ts'

/** What a server is opened with; only settings are not optional outside tests. */
export type ServerOptions = {
  readonly settings: Settings
  readonly version: string
  readonly clock?: () => Date
  readonly random?: Random
  /** What runs analyses, in place of DuckDB. */
  readonly engine?: () => Promise<Engine>
  /** Where the operator's log goes. */
  readonly log?: { write(line: string): void }
}

/** A server that takes requests. */
export type Server = {
  readonly url: string
  readonly name: string
  readonly folder: string
  /** As long as nobody has used one: how the first administrator sets the server up. */
  readonly setUp: SetUpLink | undefined
  readonly reloadTls: () => void
  /** Fulfilled with the reason where the server cannot go on: another holds its database. */
  readonly lost: Promise<string>
  /** Takes no more requests, lets what runs end for so long, and gives everything back. */
  readonly close: (graceMs?: number) => Promise<void>
}

const defaultFolder = 'glovebox-data'
const defaultPort = 8640
const graceMs = 20_000
const defaultUploadMb = 10_240

/** Opens a server: its store and keys, for this process alone, then its doors. A refusal says what stands in the way. */
export async function openServer(options: ServerOptions): Promise<Result<Server>> {
  const { settings, version } = options
  const clock = options.clock ?? (() => new Date())
  const random = options.random ?? ((bytes: number) => randomBytes(bytes))
  const folder = resolve(settings.folder ?? defaultFolder)
  const logger = openLogger(settings.log?.level ?? 'info', options.log ?? process.stderr)
  const tooOpen = await whyNotIsolated(settings)
  if (tooOpen !== undefined) return refused([tooOpen])
  const opened = await openStore(folder, settings)
  if (!opened.ok) return opened
  const { store, lost, close: closeStore } = opened.value
  const keys = await openKeys(folder, settings, random)
  if (!keys.ok) {
    await closeStore()
    return keys
  }
  const { host = '127.0.0.1', port = defaultPort } = settings.listen ?? {}
  let phase: 'ok' | 'starting' | 'stopping' = 'starting'
  let served: (request: Request, env: unknown) => Response | Promise<Response> = () =>
    new Response(null, { status: 503, headers: { 'retry-after': '1' } })
  let listening: Listening
  try {
    // Listening comes first: only then is it known which port was free.
    const tls = settings.tls === undefined ? {} : { tls: settings.tls }
    listening = await listen({ host, port, ...tls, fetch: (request, env) => served(request, env) })
  } catch {
    await closeStore()
    return refused([diagnostic('SERVER_ADDRESS_TAKEN', { address: `${host}:${port}` })])
  }
  const url = `${settings.tls === undefined ? 'http' : 'https'}://${spelledHost(host)}:${listening.port}`
  const publicUrl = (settings.publicUrl ?? url).replace(/\/+$/, '')
  const world: ServerWorld = {
    store,
    clock,
    random,
    name: settings.name ?? (settings.publicUrl === undefined ? 'localhost' : new URL(publicUrl).host),
    publicUrl,
    dataFolder: resolve(folder, 'data'),
    signingSeed: keys.value.signingSeed,
    ...limitsOf(settings),
    ...keys.value.vaults,
  }
  const { engine } = options
  const areas = await openAreas(world, { settings, version, folder, logger, ...(engine && { engine }) })
  const meters = openMeters(areas.gauges)
  const bindings = [
    ...areas.bindings,
    ...serverBindings({
      version,
      name: world.name,
      phase: () => phase,
      isDatabaseThere: async () => (await sql`SELECT 1 AS one`.execute(store.db)).rows.length === 1,
      openApi: once(() => openApiDocument(allRoutes, { version, url: publicUrl })),
      meters,
      metricsToken: settings.metrics?.token,
      isOperator: async (authorization) => {
        const who = await authenticate(areas.identity, { address: '', authorization })
        return who.kind === 'principal' && who.principal.scopes.has('server:admin')
      },
    }),
  ]
  const { limits = {} } = settings
  const about: AppOptions = {
    bindings,
    authenticate: ({ authorization, cookie, address, isGlance }) =>
      authenticate(areas.identity, {
        authorization,
        address,
        sessionCookie: cookie(sessionCookieName(publicUrl)),
        ...(isGlance === undefined ? {} : { isGlance }),
      }),
    isSameSite: (header) => isSameSite(header, publicUrl),
    limits: {
      signedIn: limitOf(limits.requestsPerMinute ?? 6000),
      anonymous: limitOf(limits.anonymousRequestsPerMinute ?? 120),
      bodyBytes: limits.bodyBytes ?? 1_000_000,
    },
    isSecure: publicUrl.startsWith('https:'),
    trustedProxies: settings.trustedProxies ?? 0,
    requestId: () => `req_${randomUUID()}`,
    now: () => performance.now(),
    onServed: (one) => {
      meters.served(one)
      logger.served(one)
    },
    isReady: () => phase === 'ok',
  }
  const app = makeApp(about)
  const api: typeof served = (request, env) => app.fetch(request, env as object)
  const door = openAgentDoor({ oauth: areas.oauth, version, about, api })
  served = (request, env) => door.serve(request, env) ?? api(request, env)
  const setUp = await firstAdministrator(world, identitySettings(settings))
  await areas.start()
  phase = 'ok'
  logger.info('started', { url, version, database: store.dialect })
  return accepted({
    url,
    name: world.name,
    folder,
    setUp,
    lost,
    reloadTls: listening.reloadTls,
    close: async (grace = graceMs) => {
      phase = 'stopping'
      logger.info('stopping')
      await Promise.all([listening.close(grace), areas.stop(grace)])
      await closeStore()
      logger.info('stopped')
    },
  })
}

/** Why runs cannot be kept apart as settings ask. */
async function whyNotIsolated({ engine = {} }: Settings): Promise<Diagnostic | undefined> {
  const { minimumIsolation: minimum = 'process' } = engine
  if (minimum === 'process') return undefined
  const { machineIsolation } = await import('./engine/duckdb/machine-isolation.ts')
  const isolation = await machineIsolation()
  if (isolation.level === 'sandbox') return undefined
  return diagnostic('SERVER_ISOLATION', { minimum, missing: isolation.missing })
}

/** What of settings use cases keep to. */
function limitsOf({
  results = {},
  limits = {},
}: Settings): Pick<ServerWorld, 'retentionDays' | 'uploadBytes' | 'uploadQuotaBytes'> {
  return {
    ...(results.retentionDays === undefined ? {} : { retentionDays: results.retentionDays }),
    uploadBytes: (limits.uploadMb ?? defaultUploadMb) * 2 ** 20,
    ...(limits.uploadQuotaMb === undefined ? {} : { uploadQuotaBytes: limits.uploadQuotaMb * 2 ** 20 }),
  }
}

/** A burst may be a tenth of what a minute allows. */
function limitOf(perMinute: number): { readonly perMinute: number; readonly burst: number } {
  return { perMinute, burst: Math.max(20, Math.ceil(perMinute / 10)) }
}

function spelledHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

export type { Logger }
