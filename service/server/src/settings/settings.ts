import {
  type Fields,
  flag,
  integer,
  list,
  number,
  object,
  oneOf,
  optional,
  type Role,
  record,
  type Shape,
  text,
} from '@glovebox/api'
import { tableSizes } from '@glovebox/cleanroom'

/** Everything an operator can set. All of it may be absent: then the server keeps to itself, in one folder. */
export type Settings = {
  /** Where the server keeps everything: database, keys, members' files. */
  readonly folder?: string
  /** The server's name in checkpoints and receipts. */
  readonly name?: string
  /** Where people and programs reach it. */
  readonly publicUrl?: string
  readonly listen?: { readonly host?: string; readonly port?: number }
  readonly tls?: { readonly certificate: string; readonly key: string }
  readonly trustedProxies?: number
  readonly database?: { readonly url: string; readonly poolSize?: number }
  /** Where the master key is: one of these, or a file in the folder of keys. */
  readonly keys?: {
    readonly masterKey?: string
    readonly masterKeyFile?: string
    readonly kms?: { readonly keyId: string; readonly region?: string; readonly endpoint?: string }
  }
  readonly signIn?: SignInSettings
  readonly limits?: LimitSettings
  readonly results?: { readonly retentionDays?: number }
  readonly engine?: {
    readonly memoryMb?: number
    readonly threads?: number
    readonly minimumIsolation?: 'sandbox' | 'process'
  }
  readonly webhooks?: { readonly allowPrivateAddresses?: boolean }
  readonly sources?: { readonly allowPrivateAddresses?: boolean; readonly cacheMb?: number }
  readonly prices?: { readonly currency?: string; readonly perRun?: Readonly<Record<string, number>> }
  readonly metrics?: { readonly token?: string }
  readonly log?: { readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent' }
}

type KmsSettings = NonNullable<NonNullable<Settings['keys']>['kms']>

export type SignInSettings = {
  /** Who may make organisations: the operator alone, or every administrator by inviting. */
  readonly registration?: 'operator' | 'invited'
  readonly sessionHours?: number
  readonly sessionIdleMinutes?: number
  readonly oidc?: readonly OidcSettings[]
}

/** An OpenID provider of one organisation. */
export type OidcSettings = {
  readonly organisation: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly emailDomains: readonly string[]
  readonly createsUsers?: boolean
  /** The claim that holds roles, and which of its values are which of ours. */
  readonly roleClaim?: string
  readonly roles?: Readonly<Record<string, Role>>
}

export type LimitSettings = {
  readonly requestsPerMinute?: number
  readonly anonymousRequestsPerMinute?: number
  readonly bodyBytes?: number
  readonly uploadMb?: number
  readonly uploadQuotaMb?: number
  readonly concurrentRuns?: number
  readonly concurrentRunsPerCollaboration?: number
  readonly runSeconds?: number
}

const path = text({ min: 1, max: 1000 })
const secret = text({ min: 1, max: 4000 })
const url = text({ min: 1, max: 2000, pattern: /^https?:\/\/[^\s/]+/ })

const oidcFields: Fields<OidcSettings> = {
  organisation: text({ min: 1, max: 200 }),
  issuer: url,
  clientId: text({ min: 1, max: 500 }),
  clientSecret: secret,
  emailDomains: list(text({ min: 1, max: 253 }), { max: 100 }),
  createsUsers: optional(flag),
  roleClaim: optional(text({ min: 1, max: 200 })),
  roles: optional(record(oneOf<Role>('administrator', 'data-owner', 'analyst', 'auditor'), { max: 100 })),
}

/** What a settings file may say; what is not here is refused. */
export const settingsShape: Shape<Settings> = object<Settings>({
  folder: optional(path),
  name: optional(text({ min: 1, max: 253, pattern: /^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/ })),
  publicUrl: optional(url),
  listen: optional(
    object<NonNullable<Settings['listen']>>({
      host: optional(text({ min: 1, max: 253 })),
      port: optional(integer({ min: 0, max: 65_535 })),
    }),
  ),
  tls: optional(object<NonNullable<Settings['tls']>>({ certificate: path, key: path })),
  trustedProxies: optional(integer({ min: 0, max: 10 })),
  database: optional(
    object<NonNullable<Settings['database']>>({
      url: text({ min: 1, max: 2000, pattern: /^postgres(ql)?:\/\// }),
      poolSize: optional(integer({ min: 2, max: 200 })),
    }),
  ),
  keys: optional(
    object<NonNullable<Settings['keys']>>({
      masterKey: optional(text({ pattern: /^[A-Za-z0-9+/]{43}=$/ })),
      masterKeyFile: optional(path),
      kms: optional(
        object<KmsSettings>({
          keyId: text({ min: 1, max: 2048 }),
          region: optional(text({ pattern: /^[a-z0-9-]{1,40}$/ })),
          endpoint: optional(url),
        }),
      ),
    }),
  ),
  signIn: optional(
    object<SignInSettings>({
      registration: optional(oneOf('operator', 'invited')),
      sessionHours: optional(integer({ min: 1, max: 720 })),
      sessionIdleMinutes: optional(integer({ min: 1, max: 1440 })),
      oidc: optional(list(object<OidcSettings>(oidcFields), { max: 100 })),
    }),
  ),
  limits: optional(
    object<LimitSettings>({
      requestsPerMinute: optional(integer({ min: 1, max: 10_000_000 })),
      anonymousRequestsPerMinute: optional(integer({ min: 1, max: 10_000_000 })),
      bodyBytes: optional(integer({ min: 1000, max: 100_000_000 })),
      uploadMb: optional(integer({ min: 1, max: 1_000_000 })),
      uploadQuotaMb: optional(integer({ min: 1, max: 1_000_000_000 })),
      concurrentRuns: optional(integer({ min: 1, max: 1000 })),
      concurrentRunsPerCollaboration: optional(integer({ min: 1, max: 1000 })),
      runSeconds: optional(integer({ min: 1, max: 86_400 })),
    }),
  ),
  results: optional(
    object<NonNullable<Settings['results']>>({ retentionDays: optional(integer({ min: 1, max: 3650 })) }),
  ),
  engine: optional(
    object<NonNullable<Settings['engine']>>({
      memoryMb: optional(integer({ min: 64, max: 1_000_000 })),
      threads: optional(integer({ min: 1, max: 1024 })),
      minimumIsolation: optional(oneOf('sandbox', 'process')),
    }),
  ),
  webhooks: optional(object<NonNullable<Settings['webhooks']>>({ allowPrivateAddresses: optional(flag) })),
  sources: optional(
    object<NonNullable<Settings['sources']>>({
      allowPrivateAddresses: optional(flag),
      cacheMb: optional(integer({ min: 1, max: 10_000_000 })),
    }),
  ),
  prices: optional(
    object<NonNullable<Settings['prices']>>({
      currency: optional(text({ pattern: /^[A-Z]{3}$/ })),
      perRun: optional(record(number({ min: 0 }), { keys: [...tableSizes, 'unknown'] })),
    }),
  ),
  metrics: optional(object<NonNullable<Settings['metrics']>>({ token: optional(text({ min: 16, max: 500 })) })),
  log: optional(
    object<NonNullable<Settings['log']>>({ level: optional(oneOf('debug', 'info', 'warn', 'error', 'silent')) }),
  ),
})
