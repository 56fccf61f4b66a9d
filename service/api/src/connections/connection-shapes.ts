import {
  described,
  integer,
  json,
  list,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  union,
} from '../contract/shape.ts'
import { idText, moment } from '../identity/words.ts'

/** Where a connection leads, without what opens it. */
export type ConnectionTarget =
  | {
      readonly kind: 's3'
      readonly region: string
      readonly endpoint?: string
      readonly addressing?: 'path' | 'virtual'
      readonly accessKeyId: string
      readonly role?: { readonly arn: string; readonly externalId?: string }
      readonly glueEndpoint?: string
      readonly stsEndpoint?: string
    }
  | { readonly kind: 'https'; readonly origin: string }
  | { readonly kind: 'delta-sharing'; readonly endpoint?: string; readonly expirationTime?: string }
  | {
      readonly kind: 'postgres'
      readonly host: string
      readonly port?: number
      readonly database: string
      readonly user: string
      readonly tls?: { readonly mode: 'verify' | 'off'; readonly authority?: string }
    }

/** What opens it; never shown to anybody. */
export type ConnectionSecret =
  | { readonly secretAccessKey: string; readonly sessionToken?: string }
  | { readonly headers: Readonly<Record<string, string>> }
  | { readonly profile: unknown }
  | { readonly password: string }

/** What a connection is made of. */
export type ConnectionDraft = {
  readonly name: string
  readonly description?: string
  readonly target: ConnectionTarget
  /** Absent in a change: what it was, where the target stays what it is. */
  readonly secret?: ConnectionSecret
}

/** A connection, without its secret. */
export type ConnectionView = {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly target: ConnectionTarget
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

const word = (max: number, about: { readonly example?: string; readonly pattern?: RegExp } = {}): Shape<string> =>
  text({ min: 1, max, pattern: /^[^\p{Cc}]+$/u, ...about })

const address: Shape<string> = text({ min: 8, max: 2000, pattern: /^https?:\/\/[^\s/?#@]+$/ })
const wholeAddress: Shape<string> = text({ min: 8, max: 2000, pattern: /^https?:\/\/[^\s?#@]+$/ })

type TargetOf<Kind> = Extract<ConnectionTarget, { readonly kind: Kind }>

const role = object<{ readonly arn: string; readonly externalId?: string }>({
  arn: word(2048, { example: 'arn:aws:iam::123456789012:role/reader' }),
  externalId: optional(word(1224)),
})

const s3Target: Shape<TargetOf<'s3'>> = object<TargetOf<'s3'>>({
  kind: oneOf('s3'),
  region: word(64, { example: 'eu-central-1' }),
  endpoint: optional(described(wholeAddress, "absent: AWS's own of the region")),
  addressing: optional(
    described(oneOf('path', 'virtual'), 'absent: `virtual` for AWS, `path` for an endpoint of your own'),
  ),
  accessKeyId: word(256),
  role: optional(described(role, 'taken on for each run, under a session policy for just what it reads')),
  glueEndpoint: optional(wholeAddress),
  stsEndpoint: optional(wholeAddress),
})

const httpsTarget: Shape<TargetOf<'https'>> = object<TargetOf<'https'>>({
  kind: oneOf('https'),
  origin: described(address, 'the headers are sent there and nowhere else, such as `https://example.org`'),
})

const sharingTarget: Shape<TargetOf<'delta-sharing'>> = object<TargetOf<'delta-sharing'>>({
  kind: oneOf('delta-sharing'),
  endpoint: optional(described(wholeAddress, 'read from the profile')),
  expirationTime: optional(described(moment, 'read from the profile')),
})

const tls = object<{ readonly mode: 'verify' | 'off'; readonly authority?: string }>({
  mode: oneOf('verify', 'off'),
  authority: optional(described(text({ min: 1, max: 100_000 }), 'the certificate of its authority, as PEM')),
})

const postgresTarget: Shape<TargetOf<'postgres'>> = object<TargetOf<'postgres'>>({
  kind: oneOf('postgres'),
  host: word(255),
  port: optional(integer({ min: 1, max: 65_535 })),
  database: word(255),
  user: word(255),
  tls: optional(described(tls, "absent: the server's certificate and name are verified")),
})

const target: Shape<ConnectionTarget> = union<ConnectionTarget>(
  [s3Target, httpsTarget, sharingTarget, postgresTarget],
  {
    name: 'ConnectionTarget',
  },
)

const awsSecret = object<{ readonly secretAccessKey: string; readonly sessionToken?: string }>({
  secretAccessKey: word(512),
  sessionToken: optional(word(8192)),
})

const secret: Shape<ConnectionSecret> = union<ConnectionSecret>(
  [
    awsSecret,
    object<{ readonly headers: Readonly<Record<string, string>> }>({ headers: record(word(8192), { max: 20 }) }),
    object<{ readonly profile: unknown }>({
      profile: described(json(6), 'a profile file of Delta Sharing, whole, version 1 or 2'),
    }),
    object<{ readonly password: string }>({ password: word(1024) }),
  ],
  { name: 'ConnectionSecret' },
)

/** A name that sources say: `connection: NAME`. */
const connectionName: Shape<string> = text({ min: 1, max: 128, example: 'warehouse' })

export const connectionDraft: Shape<ConnectionDraft> = object<ConnectionDraft>(
  {
    name: connectionName,
    description: optional(text({ max: 500 })),
    target,
    secret: optional(
      described(secret, 'may be absent in a change that leaves the target as it is; it is never shown again'),
    ),
  },
  { name: 'ConnectionDraft' },
)

export const connectionView: Shape<ConnectionView> = object<ConnectionView>(
  {
    id: idText('con'),
    name: connectionName,
    description: optional(text({ max: 500 })),
    target,
    version: integer({ min: 1 }),
    createdAt: moment,
    updatedAt: moment,
  },
  { name: 'Connection' },
)

/** What was found at a source, for its owner. */
export type SourceReport = {
  readonly status: 'ok' | 'failed'
  /** Why it cannot be read, with a way out. */
  readonly failure?: { readonly kind: string; readonly reason: string }
  readonly files?: number
  readonly bytes?: number
  readonly rows?: number
  readonly columns?: readonly SourceReportColumn[]
  /** Columns that are declared as other types than the source has. */
  readonly mismatches?: readonly SourceMismatch[]
  /** What keeps lines of it from being rows. */
  readonly unread?: readonly string[]
  /** What its owner should know, such as rights that reading does not need. */
  readonly advice?: readonly string[]
  readonly tookMs: number
}

/** A column of a source; without a type where SQL here has none for it. */
export type SourceReportColumn = { readonly name: string; readonly sourceType: string; readonly type?: string }

/** A column that is declared as another type than its source has, and what becomes of its cells. */
export type SourceMismatch = {
  readonly column: string
  readonly declared: string
  readonly found: string
  readonly effect: string
}

const mismatch = object<SourceMismatch>({
  column: text({ max: 10_000 }),
  declared: text({ max: 1000 }),
  found: text({ max: 10_000 }),
  effect: text({ max: 1000 }),
})

export const sourceFailure: Shape<{ readonly kind: string; readonly reason: string }> = object<{
  readonly kind: string
  readonly reason: string
}>({
  kind: text({ max: 100 }),
  reason: text({ max: 4000 }),
})

const reportColumn = object<SourceReportColumn>({
  name: text({ max: 10_000 }),
  sourceType: text({ max: 10_000 }),
  type: optional(text({ max: 100 })),
})

export const sourceReport: Shape<SourceReport> = object<SourceReport>(
  {
    status: oneOf('ok', 'failed'),
    failure: optional(sourceFailure),
    files: optional(integer({ min: 0 })),
    bytes: optional(integer({ min: 0 })),
    rows: optional(integer({ min: 0 })),
    columns: optional(list(reportColumn, { max: 10_000 })),
    mismatches: optional(list(mismatch, { max: 10_000 })),
    unread: optional(list(text({ max: 1000 }), { max: 100 })),
    advice: optional(list(text({ max: 1000 }), { max: 100 })),
    tookMs: integer({ min: 0 }),
  },
  { name: 'SourceReport' },
)
