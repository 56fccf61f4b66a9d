import type { ConnectionDraft, ConnectionSecret, ConnectionTarget } from '@glovebox/api'
import { secretFrom } from '../../../remote/ask-secret.ts'
import { readData, readText } from '../../../remote/read-text.ts'
import { UsageError } from '../../../usage-error.ts'

/** What the command line says of a connection: where it leads, never what opens it. */
export type DraftOptions = {
  readonly s3?: boolean
  readonly region?: string
  readonly endpoint?: string
  readonly accessKeyId?: string
  readonly role?: string
  readonly externalId?: string
  readonly postgres?: string
  readonly authority?: string
  readonly tls?: boolean
  readonly https?: string
  readonly header?: string
  readonly profile?: string
  readonly description?: string
}

/** Makes a draft of what the command line says, and asks for the secret. */
export async function draftOf(name: string, options: DraftOptions): Promise<ConnectionDraft> {
  const kinds = (['s3', 'postgres', 'https', 'profile'] as const).filter((kind) => options[kind] !== undefined)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1)
    throw new UsageError('say one of --s3, --postgres URL, --https ORIGIN and --profile FILE')
  const about = options.description === undefined ? {} : { description: options.description }
  switch (kind) {
    case 's3':
      return { name, ...about, target: s3Target(options), secret: await awsSecret() }
    case 'postgres':
      return { name, ...about, target: await postgresTarget(options), secret: { password: await secret('Password') } }
    case 'https':
      return { name, ...about, target: { kind, origin: options.https ?? '' }, secret: await headerSecret(options) }
    case 'profile':
      return {
        ...{ name, ...about, target: { kind: 'delta-sharing' } },
        secret: { profile: await readData(options.profile ?? '') },
      }
  }
}

const secret = (question: string): Promise<string> => secretFrom('GLOVEBOX_SECRET', question)

function s3Target({ region, endpoint, accessKeyId, role, externalId }: DraftOptions): ConnectionTarget {
  if (region === undefined || accessKeyId === undefined) throw new UsageError('--s3 takes --region and --access-key-id')
  if (externalId !== undefined && role === undefined) throw new UsageError('--external-id goes with --role')
  return {
    ...{ kind: 's3', region, accessKeyId },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(role === undefined ? {} : { role: { arn: role, ...(externalId === undefined ? {} : { externalId }) } }),
  }
}

async function awsSecret(): Promise<ConnectionSecret> {
  const sessionToken = process.env.GLOVEBOX_SESSION_TOKEN
  const secretAccessKey = await secret('Secret access key')
  return { secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

async function postgresTarget({ postgres = '', authority, tls = true }: DraftOptions): Promise<ConnectionTarget> {
  const url = URL.canParse(postgres) ? new URL(postgres) : undefined
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '')
  if (
    url === undefined ||
    !/^postgres(ql)?:$/.test(url.protocol) ||
    url.hostname === '' ||
    url.username === '' ||
    database === ''
  )
    throw new UsageError('--postgres takes postgres://USER@HOST:PORT/DATABASE')
  if (url.password !== '') throw new UsageError('leave the password out of the address: it is asked for')
  if (!tls && authority !== undefined)
    throw new UsageError('--authority says whom to trust, and --no-tls trusts anybody')
  return {
    kind: 'postgres',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    database,
    user: decodeURIComponent(url.username),
    ...(tls ? {} : { tls: { mode: 'off' } }),
    ...(authority === undefined ? {} : { tls: { mode: 'verify', authority: await readText(authority) } }),
  }
}

async function headerSecret({ header = 'authorization' }: DraftOptions): Promise<ConnectionSecret> {
  return { headers: { [header]: await secret(`Value of the header ${header}`) } }
}
