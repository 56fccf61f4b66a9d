import type { SourceKind } from '../model/collaboration.ts'

/** A kind of place: how it is written, and what may stand beside it. */
export type Place = {
  readonly kind: SourceKind
  readonly example: string
  /** Why a text cannot be one; undefined where it can. */
  readonly whyNot: (path: string) => string | undefined
  readonly takes: readonly ('connection' | 'format' | 'partitions')[]
  readonly needsConnection?: boolean
}

/** What names a kind of place in the collaboration file. */
export type PlaceKey = 'file' | 's3' | 'https' | 'glue' | 'iceberg' | 'delta' | 'deltaSharing' | 'postgres'

/** The kinds of places. */
export const placeKinds: Readonly<Record<PlaceKey, Place>> = {
  file: {
    kind: 'file',
    example: 'data/table.csv',
    whyNot: (path) => (isAddress(path) ? 'it is an address, and names no file here' : undefined),
    takes: ['format'],
  },
  s3: {
    kind: 's3',
    example: 's3://bucket/folder/*.parquet',
    whyNot: (path) =>
      whyNoBucket(path) ?? (/^s3:\/\/[^/]+\/./.test(path) ? undefined : 'no object of the bucket is named'),
    takes: ['connection', 'format', 'partitions'],
  },
  https: {
    kind: 'https',
    example: 'https://example.org/table.parquet',
    whyNot: whyNoAddress,
    takes: ['connection', 'format'],
  },
  glue: {
    kind: 'glue',
    example: 'database.table',
    whyNot: (path) => whyNoName(path, 2, 2),
    takes: ['connection'],
    needsConnection: true,
  },
  iceberg: { kind: 'iceberg', example: 's3://bucket/folder/table', whyNot: whyNoLocation, takes: ['connection'] },
  delta: { kind: 'delta', example: 's3://bucket/folder/table', whyNot: whyNoLocation, takes: ['connection'] },
  deltaSharing: {
    kind: 'delta-sharing',
    example: 'share.schema.table',
    whyNot: (path) => whyNoName(path, 3, 8),
    takes: ['connection'],
    needsConnection: true,
  },
  postgres: {
    kind: 'postgres',
    example: 'schema.table',
    whyNot: (path) => whyNoName(path, 1, 2),
    takes: ['connection'],
    needsConnection: true,
  },
}

function isAddress(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(path)
}

/** As AWS names general purpose buckets. */
function whyNoBucket(path: string): string | undefined {
  if (!/^s3:\/\//.test(path)) return 'it does not begin with `s3://`'
  return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/.test(path) ? undefined : 'it names no bucket'
}

function whyNoLocation(path: string): string | undefined {
  if (!isAddress(path)) return undefined
  return path.startsWith('s3:') ? whyNoBucket(path) : 'it is neither in S3 nor a folder'
}

/** An address is shown to people: what opens doors does not belong into it. */
function whyNoAddress(path: string): string | undefined {
  if (!/^https:\/\/[^/?#]+\/[^#]*$/.test(path)) return 'it is not the address of a file at `https://`'
  if (/^https:\/\/[^/?#]*@/.test(path)) return 'it holds a user or a password, which belong into a connection'
  return /[?&](sig|signature|token|x-amz-[a-z-]+|access_token|se|sp)=/i.test(path)
    ? 'it holds a signature or a token, which belong into a connection'
    : undefined
}

/** Names joined by dots; only the first of them may hold dots itself. */
function whyNoName(path: string, least: number, most: number): string | undefined {
  const parts = path.split('.')
  if (parts.some((part) => part.trim() === '')) return 'a part of the name is empty'
  if (parts.length < least) return 'a part of the name is missing'
  return parts.length > most ? 'the name has too many parts' : undefined
}
