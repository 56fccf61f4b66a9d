import type { FileFormat, Source, SourceKind } from '../model/collaboration.ts'
import { choice, type Decoder, type Draft, object, optional, refined, text } from './decode.ts'
import { name } from './name.ts'
import { type MappingNode, valueAt } from './node.ts'
import { type Reading, refuse } from './reading.ts'
import { type PlaceKey, placeKinds } from './source-place.ts'

/** Where data may be in other versions or products: told apart from a mistyped key. */
const otherSources: readonly string[] = ['athena', 'snowflake', 'bigquery', 'mysql', 'gcs', 'azure', 'http', 'url']

const formats: readonly FileFormat[] = ['csv', 'parquet', 'json']

const endings: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  parquet: 'parquet',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
}

/** The format that a path's ending says, that of a compression aside; undefined where it says none. */
function formatOf(path: string): FileFormat | undefined {
  const plain = path.replace(/[?#].*$/, '').replace(/\.(gz|zst)$/i, '')
  const ending = plain.slice(plain.lastIndexOf('.') + 1).toLowerCase()
  return Object.hasOwn(endings, ending) ? endings[ending] : undefined
}

const pathLimit = 4096

function placeOf(key: PlaceKey): Decoder<string> {
  const { whyNot, example } = placeKinds[key]
  return refined(
    text,
    (value, node, reading) => {
      const reason = whyNoText(value) ?? whyNot(value)
      if (reason === undefined) return value
      return refuse(reading, 'COLLABORATION_SOURCE_PATH', { path: value, reason, example }, node.at)
    },
    { minLength: 1, maxLength: pathLimit },
  )
}

function whyNoText(value: string): string | undefined {
  if (value.trim() === '') return 'it is empty'
  if (value.length > pathLimit) return 'it is too long'
  return /[\p{Cc}\p{Cs}]/u.test(value) ? 'it contains a letter that does not show' : undefined
}

const fields = {
  file: optional(placeOf('file'), 'a path or a glob, seen from the folder of this file'),
  s3: optional(placeOf('s3'), 'objects in S3 or what speaks like it: `s3://bucket/key`, or a glob of keys'),
  https: optional(placeOf('https'), 'the address of a file'),
  glue: optional(placeOf('glue'), 'a table of the AWS Glue Data Catalog: `database.table`'),
  iceberg: optional(placeOf('iceberg'), 'the location of an Apache Iceberg table: `s3://bucket/prefix`, or a folder'),
  delta: optional(placeOf('delta'), 'the location of a Delta table: `s3://bucket/prefix`, or a folder'),
  deltaSharing: optional(placeOf('deltaSharing'), 'a table of a Delta Sharing provider: `share.schema.table`'),
  postgres: optional(placeOf('postgres'), 'a table or view in PostgreSQL: `schema.table`'),
  connection: optional(name('connection'), 'which of the owner’s connections holds the credentials'),
  format: optional(choice(formats), 'how files are written, where their ending does not say'),
  partitions: optional(choice(['hive']), 'folders such as `/day=2026-01-01/` are columns'),
}

type SourceDraft = Draft<typeof fields>

const placeKeys = Object.keys(placeKinds) as readonly PlaceKey[]
const besideKeys = ['connection', 'format', 'partitions'] as const

const decoder: Decoder<Source> = object(
  fields,
  (draft, { node, reading }) => {
    const named = placeKeys.filter((key) => valueAt(node, key) !== undefined)
    const [key, ...more] = named
    if (key === undefined) return missing(node, reading)
    if (more.length > 0) {
      const second = valueAt(node, more[0] ?? key) ?? node
      return refuse(reading, 'COLLABORATION_SOURCE_MANY', { kinds: named }, second.head)
    }
    const path = draft[key]
    return path === undefined ? undefined : sourceAt(key, path, draft, { node, reading })
  },
  (key, reading, keyAt) => {
    if (!otherSources.includes(key)) return false
    refuse(reading, 'COLLABORATION_SOURCE_KIND', { kind: key, known: placeKeys }, keyAt)
    return true
  },
)

/** Where a table's rows are. */
export const source: Decoder<Source> = {
  ...decoder,
  schema: { ...decoder.schema, anyOf: placeKeys.map((key) => ({ required: [key] })) },
}

type Where = { readonly node: MappingNode; readonly reading: Reading }

/** Unless something else was reported, which may have been meant to say where. */
function missing(node: MappingNode, reading: Reading): undefined {
  const isKnown = node.entries.every(({ key }) => besideKeys.some((beside) => beside === key))
  if (!isKnown) return undefined
  const parameters = { key: 'file', where: 'source', description: 'where the rows are' }
  return refuse(reading, 'COLLABORATION_KEY_MISSING', parameters, reading.place)
}

function sourceAt(key: PlaceKey, path: string, draft: SourceDraft, where: Where): Source | undefined {
  const { kind, takes, needsConnection = false } = placeKinds[key]
  const { node, reading } = where
  const strange = besideKeys.filter((beside) => !takes.includes(beside) && valueAt(node, beside) !== undefined)
  for (const beside of strange) {
    const at = node.entries.find((entry) => entry.key === beside)?.keyAt ?? node.head
    refuse(reading, 'COLLABORATION_SOURCE_KEY', { key: beside, kind: key, accepted: takes }, at)
  }
  const at = (valueAt(node, key) ?? node).head
  const { connection, partitions } = draft
  // A wrong one was reported.
  const isUnnamed = valueAt(node, 'connection') === undefined
  if (needsConnection && isUnnamed) refuse(reading, 'COLLABORATION_SOURCE_CONNECTION', { kind: key }, at)
  if (strange.length > 0 || (connection === undefined && (needsConnection || !isUnnamed))) return undefined
  const base = { path, at, ...(connection === undefined ? {} : { connection }) }
  const format = takes.includes('format') ? readFormat(path, draft, at, where) : undefined
  return build(kind, base, format, partitions === 'hive')
}

function build(
  kind: SourceKind,
  base: Pick<Source, 'path' | 'at'> & { readonly connection?: string },
  format: FileFormat | undefined,
  isPartitioned: boolean,
): Source | undefined {
  switch (kind) {
    case 'file':
      return format === undefined ? undefined : { ...base, kind, format }
    case 's3':
    case 'https':
      return format === undefined ? undefined : { ...base, kind, format, isPartitioned }
    case 'iceberg':
    case 'delta':
      return { ...base, kind }
    case 'glue':
    case 'delta-sharing':
    case 'postgres':
      return base.connection === undefined ? undefined : { ...base, kind, connection: base.connection }
  }
}

function readFormat(
  path: string,
  { format = formatOf(path) }: SourceDraft,
  at: Source['at'],
  { node, reading }: Where,
): FileFormat | undefined {
  // A wrong `format` was reported; without one the path does not say enough.
  if (format !== undefined || valueAt(node, 'format') !== undefined) return format
  return refuse(reading, 'COLLABORATION_SOURCE_FORMAT', { path, formats }, at)
}
