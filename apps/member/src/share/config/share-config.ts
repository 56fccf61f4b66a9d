import { type Diagnostic, diagnostic, type Result } from '@glovebox/diagnostics'
import { parse } from 'yaml'
import { readTableName, type TableName } from './names.ts'

/** What is shared and how: share.yaml. */
export type ShareConfig = {
  /** What recipients put before `/shares`; without it the address that is listened on. */
  readonly endpoint?: string
  readonly host: string
  readonly port: number
  readonly tls?: { readonly certificate: string; readonly key: string }
  /** Something before this server speaks TLS for it. */
  readonly behindProxy: boolean
  readonly urlMinutes: number
  readonly requestsPerMinute: number
  readonly s3: S3Config
  readonly tables: readonly SharedTable[]
}

/** Where buckets are. The keys to them are in the environment of whoever serves. */
export type S3Config = {
  readonly region: string
  readonly endpoint?: string
  readonly addressing?: 'path' | 'virtual'
}

/** A table that is shared. */
export type SharedTable = TableName & {
  readonly id: string
  /** A file, a folder or a pattern of files, or `s3://bucket/…` of objects. */
  readonly files: string
  /** Columns that stand in the names of folders, with their types. */
  readonly partitions: Readonly<Record<string, PartitionType>>
}

/** What a folder's name may stand for. */
export type PartitionType = (typeof partitionTypes)[number]

export const partitionTypes = ['string', 'integer', 'long', 'date', 'boolean'] as const

/** Reads share.yaml: closed, every key is known or refused. */
export function readShareConfig(text: string): Result<ShareConfig> {
  const problems: Diagnostic[] = []
  const wrong = (path: string, accepted: string): undefined => {
    problems.push(diagnostic('SHARE_CONFIG', { path, accepted }))
  }
  const root = new Fields(parsed(text), '', wrong)
  if (root.take('version', (v) => v === 1) === undefined) wrong('version', '1, the version of the format')
  const listen = root.fields('listen')
  const tls = root.fields('tls')
  const endpoint = root.take('endpoint', isEndpoint, 'a URL like https://share.example.org/delta-sharing/')
  const certificate = tls?.take('certificate', isText, 'the path of a PEM file')
  const key = tls?.take('key', isText, 'the path of a PEM file')
  if (tls !== undefined && (certificate === undefined || key === undefined))
    wrong('tls', '`certificate` and `key`, paths of PEM files')
  const config: ShareConfig = {
    ...(endpoint === undefined ? {} : { endpoint: endpoint.replace(/\/+$/, '') }),
    host: listen?.take('host', isText, 'an address') ?? '127.0.0.1',
    port: listen?.take('port', isBetween(0, 65_535), 'a port from 0 to 65535') ?? 8650,
    ...(certificate === undefined || key === undefined ? {} : { tls: { certificate, key } }),
    behindProxy: root.take('behindProxy', isBoolean, '`true` or `false`') ?? false,
    urlMinutes: root.take('urlMinutes', isBetween(1, 1440), 'a number of minutes from 1 to 1440') ?? 15,
    requestsPerMinute: root.take('requestsPerMinute', isBetween(1, 1_000_000), 'a number from 1') ?? 3000,
    s3: s3Of(root.fields('s3')),
    tables: tablesOf(root.fields('tables'), wrong),
  }
  root.finish()
  listen?.finish()
  tls?.finish()
  return problems.length > 0 ? { ok: false, diagnostics: problems } : { ok: true, value: config }
}

function s3Of(fields: Fields | undefined): S3Config {
  const endpoint = fields?.take('endpoint', isEndpoint, 'a URL like https://s3.example.org')
  const addressing = fields?.take('addressing', isAddressing, '`path` or `virtual`')
  const region = fields?.take('region', isText, 'the name of a region') ?? 'us-east-1'
  fields?.finish()
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(addressing === undefined ? {} : { addressing }),
  }
}

function tablesOf(tables: Fields | undefined, wrong: Wrong): readonly SharedTable[] {
  const seen = new Set<string>()
  return (tables?.names() ?? []).flatMap((written) => {
    const name = readTableName(written)
    const fields = tables?.fields(written)
    const id = fields?.take('id', (v): v is string => isText(v) && /^[0-9a-f-]{36}$/.test(v), 'a UUID')
    const files = fields?.take('files', isText, 'a path, a folder or a pattern of files')
    const partitions = fields?.fields('partitions')
    const types = (partitions?.names() ?? []).map(
      (column) => [column, partitions?.take(column, isPartitionType, partitionTypes.join(', ')) ?? 'string'] as const,
    )
    fields?.finish()
    if (name === undefined) wrong(`tables.${written}`, 'a name like share.schema.table, of letters, digits, _ and -')
    else if (seen.has(written.toLowerCase())) wrong(`tables.${written}`, 'names that differ in more than their case')
    else if (id === undefined || files === undefined) wrong(`tables.${written}`, '`id` and `files`')
    else {
      seen.add(written.toLowerCase())
      return [{ ...name, id, files, partitions: Object.fromEntries(types) }]
    }
    return []
  })
}

type Wrong = (path: string, accepted: string) => undefined

/** The keys of a mapping, each taken once; what is left over is unknown. */
class Fields {
  readonly #path: string
  readonly #wrong: Wrong
  readonly #left: Map<string, unknown>

  constructor(value: unknown, path: string, wrong: Wrong) {
    this.#path = path
    this.#wrong = wrong
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isMapping) wrong(path === '' ? 'share.yaml' : path, 'a mapping of keys to values')
    this.#left = new Map(isMapping ? Object.entries(value) : [])
  }

  names(): readonly string[] {
    return [...this.#left.keys()]
  }

  take<T>(key: string, is: (value: unknown) => value is T, accepted?: string): T | undefined
  take(key: string, is: (value: unknown) => boolean, accepted?: string): unknown
  take(key: string, is: (value: unknown) => boolean, accepted?: string): unknown {
    const value = this.#left.get(key)
    this.#left.delete(key)
    if (value === undefined || is(value)) return value
    if (accepted !== undefined) this.#wrong(this.#at(key), accepted)
    return undefined
  }

  fields(key: string): Fields | undefined {
    const value = this.#left.get(key)
    this.#left.delete(key)
    return value === undefined || value === null ? undefined : new Fields(value, this.#at(key), this.#wrong)
  }

  finish(): void {
    for (const key of this.#left.keys()) this.#wrong(this.#at(key), 'no such key')
  }

  #at(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 })
  } catch {
    return undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isAddressing = (value: unknown): value is 'path' | 'virtual' => value === 'path' || value === 'virtual'
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
const isPartitionType = (value: unknown): value is PartitionType => partitionTypes.some((one) => one === value)
const isBetween =
  (low: number, high: number) =>
  (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high

function isEndpoint(value: unknown): value is string {
  if (!isText(value) || !URL.canParse(value)) return false
  const { protocol, search, hash, username, password } = new URL(value)
  return /^https?:$/.test(protocol) && search + hash + username + password === ''
}
