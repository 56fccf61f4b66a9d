import { writeFileSync } from 'node:fs'
import { type Diagnostic, diagnostic, type Result } from '@glovebox/diagnostics'
import type { Grant, Recipient, TokenRecord } from '../access/recipient.ts'
import { isLive, newToken, tokenHash } from '../access/token.ts'
import { sameName } from '../config/names.ts'
import type { ShareConfig, SharedTable } from '../config/share-config.ts'
import { openShareFolder, writeRecipients } from '../config/share-folder.ts'
import type { BucketWorld } from '../table/bucket-files.ts'
import type { FilesWorld } from '../table/files-of.ts'
import { columnsOf } from './columns-of.ts'
import { isRecipientName, unknownTable } from './edit-config.ts'

/** What changing recipients needs of the world. */
export type ManageWorld = {
  readonly clock: () => number
  readonly random: (bytes: number) => Uint8Array
}

/** A recipient with a new token in a file. */
export type Issued = { readonly recipient: Recipient; readonly profile: string; readonly expiresAt?: string }

type Options = { readonly expires?: string; readonly profile: string }

/** Lets somebody in. The token is in the profile file and nowhere else. */
export async function addRecipient(
  folder: string,
  name: string,
  options: Options & { readonly grants: readonly string[] },
  world: ManageWorld & { readonly buckets: BucketWorld },
): Promise<Result<Issued>> {
  const opened = openFolder(folder)
  if (!opened.ok) return opened
  const { config, recipients } = opened.value
  if (!isRecipientName(name)) return refused(diagnostic('SHARE_NAME', { name, accepted: 'a name' }))
  if (recipients.some((one) => sameName(one.name, name))) return refused(diagnostic('SHARE_RECIPIENT_TAKEN', { name }))
  const grants: Grant[] = []
  for (const written of options.grants) {
    const grant = await readGrant({ folder, s3: config.s3, buckets: world.buckets }, written, config.tables)
    if (!grant.ok) return grant
    grants.push(grant.value)
  }
  return issue(folder, { config, recipients }, { name, generation: 0, tokens: [], grants }, options, world)
}

/** Gives a recipient a second token; of older ones the newest goes on for a while, so that it has time to change. */
export function rotateRecipient(
  folder: string,
  name: string,
  options: Options & { readonly overlapHours: number },
  world: ManageWorld,
): Result<Issued> {
  const opened = openFolder(folder)
  if (!opened.ok) return opened
  const found = find(opened.value.recipients, name)
  if (!found.ok) return found
  if (found.value.revokedAt !== undefined) return refused(diagnostic('SHARE_RECIPIENT_REVOKED', { name }))
  const now = world.clock()
  const end = now + options.overlapHours * 3_600_000
  const last = found.value.tokens.filter((token) => isLive(token, now)).slice(-1)
  const tokens = last.map((token) => ({
    ...token,
    expiresAt: iso(Math.min(end, token.expiresAt === undefined ? end : Date.parse(token.expiresAt))),
  }))
  return issue(folder, opened.value, { ...found.value, tokens }, options, world)
}

/** Lets somebody in no longer, from this moment: tokens, and URLs that were signed before. */
export function revokeRecipient(folder: string, name: string, { clock }: ManageWorld): Result<Recipient> {
  const opened = openFolder(folder)
  if (!opened.ok) return opened
  const found = find(opened.value.recipients, name)
  if (!found.ok) return found
  const revoked: Recipient = { ...found.value, tokens: [], revokedAt: found.value.revokedAt ?? iso(clock()) }
  writeRecipients(
    folder,
    opened.value.recipients.map((one) => (one === found.value ? revoked : one)),
  )
  return { ok: true, value: revoked }
}

type Opened = { readonly config: ShareConfig; readonly recipients: readonly Recipient[] }

function openFolder(folder: string): Result<Opened> {
  const opened = openShareFolder(folder)
  if (!opened.ok) return opened
  const config = opened.value.config()
  return config.ok ? { ok: true, value: { config: config.value, recipients: opened.value.recipients() } } : config
}

function find(recipients: readonly Recipient[], name: string): Result<Recipient> {
  const found = recipients.find((one) => sameName(one.name, name))
  const known = recipients.map((one) => one.name)
  return found === undefined
    ? refused(diagnostic('SHARE_RECIPIENT_UNKNOWN', { name, known }))
    : { ok: true, value: found }
}

function issue(
  folder: string,
  { config, recipients }: Opened,
  to: Recipient,
  { expires, profile }: Options,
  { clock, random }: ManageWorld,
): Result<Issued> {
  const lifetime = expires === undefined ? undefined : readDuration(expires)
  if (expires !== undefined && lifetime === undefined) return refused(diagnostic('SHARE_EXPIRY', { written: expires }))
  const now = clock()
  const expiresAt = lifetime === undefined ? undefined : iso(now + lifetime)
  const token = newToken(random)
  const record: TokenRecord = {
    generation: to.generation + 1,
    hash: tokenHash(token),
    createdAt: iso(now),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
  // Version 1: clients refuse a bearer token in a profile of version 2.
  const text = {
    shareCredentialsVersion: 1,
    endpoint: `${endpointOf(config)}/`,
    bearerToken: token,
    ...(expiresAt === undefined ? {} : { expirationTime: expiresAt }),
  }
  try {
    writeFileSync(profile, `${JSON.stringify(text, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      return refused(diagnostic('SHARE_PROFILE_TAKEN', { path: profile }))
    return refused(diagnostic('SHARE_NOT_WRITTEN', {}))
  }
  const recipient: Recipient = { ...to, generation: record.generation, tokens: [...to.tokens, record] }
  const others = recipients.filter((one) => one.name !== to.name)
  writeRecipients(folder, [...others, recipient])
  return { ok: true, value: { recipient, profile, ...(expiresAt === undefined ? {} : { expiresAt }) } }
}

/** The address that recipients are told. */
export function endpointOf({ endpoint, host, port, tls }: ShareConfig): string {
  const name = host.includes(':') ? `[${host}]` : host
  return endpoint ?? `${tls === undefined ? 'http' : 'https'}://${name}:${port}/delta-sharing`
}

/** Reads `share`, `share.schema` or `share.schema.table`, of a table with `:column,column` and `@version`. */
async function readGrant(files: FilesWorld, written: string, tables: readonly SharedTable[]): Promise<Result<Grant>> {
  const [, names = '', version, columns] = /^([^:@]*)(?:@(\d{1,9}))?(?::(.+))?$/s.exec(written) ?? []
  const [share = '', schema, table, ...more] = names.split('.')
  const meant = tables.filter(
    (one) =>
      sameName(one.share, share) &&
      (schema === undefined || sameName(one.schema, schema)) &&
      (table === undefined || sameName(one.table, table)),
  )
  const [first] = meant
  if (first === undefined || more.length > 0) return unknownTable(written, tables)
  const base = { share, ...(schema === undefined ? {} : { schema }), ...(table === undefined ? {} : { table }) }
  if (columns === undefined && version === undefined) return { ok: true, value: base }
  if (table === undefined) return refused(diagnostic('SHARE_COLUMNS_OF_MANY', { grant: written }))
  const pinned = version === undefined ? {} : { version: Number(version) }
  if (columns === undefined) return { ok: true, value: { ...base, ...pinned } }
  const known = await columnsOf(files, first)
  if (!known.ok) return known
  const wanted = columns.split(',').map((column) => column.trim())
  const unknown = wanted.find((column) => !known.value.includes(column))
  if (unknown !== undefined)
    return refused(diagnostic('SHARE_COLUMN_UNKNOWN', { column: unknown, table: names, known: known.value }))
  return { ok: true, value: { ...base, columns: [...new Set(wanted)], ...pinned } }
}

function readDuration(written: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,4})([dh])$/.exec(written) ?? []
  const hours = Number(count) * (unit === 'd' ? 24 : 1)
  return count === undefined || hours > 10 * 366 * 24 ? undefined : hours * 3_600_000
}

const iso = (at: number): string => new Date(at).toISOString()

function refused(one: Diagnostic): { ok: false; diagnostics: readonly Diagnostic[] } {
  return { ok: false, diagnostics: [one] }
}
