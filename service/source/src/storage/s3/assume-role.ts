import { askGranted, holdGrant } from '../../bytes/grant.ts'
import { failed, found } from '../../bytes/outcome.ts'
import type { SourceWorld } from '../../port/source-world.ts'
import type { Sourced } from '../../port/table-source.ts'
import { readXml, textOf, type XmlElement } from './read-xml.ts'
import type { CredentialSource, S3Credentials } from './s3-place.ts'
import { signRequest } from './sign.ts'

/** A role that is taken on for a short while, and what of it is left: reading below prefixes of buckets. */
export type AssumedRole = {
  readonly roleArn: string
  readonly region: string
  /** Absent: AWS. */
  readonly endpoint?: string
  /** What the role's owner agreed on with whoever takes it on. */
  readonly externalId?: string
  readonly sessionName: string
  readonly seconds?: number
  readonly reads: readonly { readonly bucket: string; readonly prefix: string }[]
  /** A table of the role's own account's Glue Data Catalog whose definition is read. */
  readonly defines?: { readonly database: string; readonly table: string }
}

const usualSeconds = 900
const answerBytes = 256 * 1024
/** Credentials that end sooner are replaced: URLs that they sign end with them. */
const marginMs = 360_000

/** Credentials of a role, narrowed to just what is read, taken on again before they end. */
export function assumeRole(world: SourceWorld, role: AssumedRole, own: CredentialSource): CredentialSource {
  let held: (S3Credentials & { readonly until: number }) | undefined
  return async (control) => {
    if (held !== undefined && held.until - world.clock() > marginMs) return found(held)
    const region = role.region
    const url = role.endpoint ?? `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`
    const body = new URLSearchParams(parameters(role)).toString()
    const granted = holdGrant(world, async (inner) => {
      const signer = await own(inner)
      if (!signer.ok) return signer
      const request = { method: 'POST', url, service: 'sts', body } as const
      return found(await signRequest(request, { region, now: world.clock() }, signer.value))
    })
    const name = `the role \`${role.roleArn}\``
    const request = { method: 'POST', body, maxBytes: answerBytes } as const
    const taken = await askGranted(world, granted, name, request, control, ({ status, body: answer }) =>
      status === 200 ? readCredentials(Buffer.from(answer).toString('utf8'), name) : undefined,
    )
    if (taken.ok) held = taken.value
    return taken
  }
}

function parameters(role: AssumedRole): Record<string, string> {
  const { roleArn, externalId, sessionName, seconds, reads } = role
  const policy = readPolicy(reads, roleArn.split(':')[1] ?? 'aws')
  return {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: String(seconds ?? usualSeconds),
    Policy: JSON.stringify({ ...policy, Statement: [...policy.Statement, ...catalogStatements(role)] }),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  }
}

/** A policy that leaves of a role no more than listing and reading below prefixes. */
export function readPolicy(
  reads: readonly { readonly bucket: string; readonly prefix: string }[],
  partition = 'aws',
): { readonly Version: string; readonly Statement: readonly object[] } {
  return {
    Version: '2012-10-17',
    Statement: reads.flatMap(({ bucket, prefix }) => [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:${partition}:s3:::${bucket}/${literal(prefix)}*` },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: `arn:${partition}:s3:::${bucket}`,
        Condition: { StringLike: { 's3:prefix': `${literal(prefix)}*` } },
      },
    ]),
  }
}

/** Rights to a table's definition are of the table, its database and its catalog alike. */
function catalogStatements({ roleArn, region, defines }: AssumedRole): readonly object[] {
  if (defines === undefined) return []
  const [, partition = 'aws', , , account = ''] = roleArn.split(':')
  const base = `arn:${partition}:glue:${region}:${account}`
  const { database, table } = defines
  return [
    {
      Effect: 'Allow',
      Action: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
      Resource: [
        `${base}:catalog`,
        `${base}:database/${literal(database)}`,
        `${base}:table/${literal(database)}/${literal(table)}`,
      ],
    },
  ]
}

/** Signs that mean something in a policy stand for themselves in a key. */
function literal(prefix: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are spellings of policies
  const spelled: Readonly<Record<string, string>> = { '*': '${*}', '?': '${?}', $: '${$}' }
  return prefix.replace(/[*?$]/g, (sign) => spelled[sign] ?? sign)
}

function readCredentials(text: string, name: string): Sourced<S3Credentials & { readonly until: number }> {
  const result = readXml(text)
  const credentials = result === undefined ? undefined : descend(result, ['AssumeRoleResult', 'Credentials'])
  const [accessKeyId, secretAccessKey, sessionToken, end] = [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ].map((part) => (credentials === undefined ? undefined : textOf(credentials, part)?.trim()))
  const until = Date.parse(end ?? '')
  if (!accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(until))
    return failed('malformed', `${name}: the server answers with no credentials`)
  return found({ accessKeyId, secretAccessKey, sessionToken, until })
}

function descend(element: XmlElement, [name, ...rest]: readonly string[]): XmlElement | undefined {
  if (name === undefined) return element
  const child = element.children.find((one) => one.name === name)
  return child === undefined ? undefined : descend(child, rest)
}
