import type { ConnectionSecret, ConnectionTarget } from '@glovebox/api'
import { type Connection, readSharingProfile } from '@glovebox/source'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'

/** Where a connection leads, and what it is with its secret. */
export type ReadConnection = { readonly target: ConnectionTarget; readonly connection: Connection }

/** Puts a target and a secret together; refused where they do not belong together, in words that quote no secret. */
export function readConnection(target: ConnectionTarget, secret: ConnectionSecret): Outcome<ReadConnection> {
  switch (target.kind) {
    case 's3':
      return 'secretAccessKey' in secret ? done(s3(target, secret)) : mismatched('secretAccessKey')
    case 'https':
      return 'headers' in secret ? https(target, secret.headers) : mismatched('headers')
    case 'delta-sharing':
      return 'profile' in secret ? sharing(secret.profile) : mismatched('profile')
    case 'postgres':
      return 'password' in secret ? done(postgres(target, secret.password)) : mismatched('password')
  }
}

/** The secret that a connection was made with. */
export function secretIn(connection: Connection): ConnectionSecret {
  switch (connection.kind) {
    case 's3': {
      const { secretAccessKey, sessionToken } = connection.credentials
      return { secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
    }
    case 'https':
      return { headers: connection.headers }
    case 'delta-sharing':
      return { profile: { shareCredentialsVersion: 2, ...connection.profile } }
    case 'postgres':
      return { password: connection.password }
  }
}

type TargetOf<Kind> = Extract<ConnectionTarget, { readonly kind: Kind }>

function s3(
  target: TargetOf<'s3'>,
  { secretAccessKey, sessionToken }: Extract<ConnectionSecret, { readonly secretAccessKey: string }>,
): ReadConnection {
  const { kind, region, endpoint, accessKeyId, role, glueEndpoint, stsEndpoint } = target
  const addressing = target.addressing ?? (endpoint === undefined ? 'virtual' : 'path')
  const connection: Connection = {
    ...{ kind, region, addressing },
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(role === undefined ? {} : { role }),
    ...(glueEndpoint === undefined ? {} : { glueEndpoint }),
    ...(stsEndpoint === undefined ? {} : { stsEndpoint }),
  }
  return { target: { ...target, addressing }, connection }
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
/** What a request says by itself. */
const ownHeaders: ReadonlySet<string> = new Set([
  'host',
  'range',
  'if-match',
  'content-length',
  'transfer-encoding',
  'connection',
])

function https(
  { kind, origin }: TargetOf<'https'>,
  headers: Readonly<Record<string, string>>,
): Outcome<ReadConnection> {
  const wrong = Object.entries(headers).find(
    ([name, value]) => !headerName.test(name) || ownHeaders.has(name.toLowerCase()) || !/^[\x20-\x7e]+$/.test(value),
  )
  if (wrong !== undefined) return invalid('a header of the secret is none that a request can have')
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    return invalid('`origin` is scheme, host and port, such as `https://example.org`')
  return done({ target: { kind, origin }, connection: { kind, origin, headers } })
}

function sharing(value: unknown): Outcome<ReadConnection> {
  const profile = readSharingProfile(value)
  if ('mistake' in profile) return invalid(`the profile cannot be read: ${profile.mistake}`)
  const { endpoint, expirationTime } = profile
  const target = {
    kind: 'delta-sharing',
    endpoint,
    ...(expirationTime === undefined ? {} : { expirationTime }),
  } as const
  return done({ target, connection: { kind: 'delta-sharing', profile } })
}

function postgres(target: TargetOf<'postgres'>, password: string): ReadConnection {
  const { kind, host, port = 5432, database, user, tls = { mode: 'verify' } } = target
  const full = { kind, host, port, database, user, tls } as const
  const { mode, authority } = tls
  const secured = mode === 'off' ? { mode } : { mode, ...(authority === undefined ? {} : { authority }) }
  return { target: full, connection: { ...full, password, tls: secured } }
}

function mismatched(key: string): Outcome<never> {
  return invalid(`the secret of this kind of connection is \`${key}\``)
}

function invalid(detail: string): Outcome<never> {
  return refused('REFUSED', { reason: 'CONNECTION_INVALID', detail })
}
