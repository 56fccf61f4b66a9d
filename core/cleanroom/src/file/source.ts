import type { FileFormat, Source } from '../model/collaboration.ts'
import { choice, type Decoder, object, optional, refined, required, text } from './decode.ts'
import { valueAt } from './node.ts'
import { refuse } from './reading.ts'

/** Where data may be in other versions or products: told apart from a mistyped key. */
const otherSources: readonly string[] = [
  's3',
  'glue',
  'athena',
  'snowflake',
  'bigquery',
  'deltaSharing',
  'iceberg',
  'postgres',
  'mysql',
  'gcs',
  'azure',
  'http',
  'https',
  'url',
]

const pathLimit = 4096

const path: Decoder<string> = refined(
  text,
  (value, node, reading) => {
    const reason = whyNoPath(value)
    return reason === undefined ? value : refuse(reading, 'COLLABORATION_SOURCE_PATH', { path: value, reason }, node.at)
  },
  { minLength: 1, maxLength: pathLimit },
)

function whyNoPath(value: string): string | undefined {
  if (value.trim() === '') return 'it is empty'
  if (value.length > pathLimit) return 'it is too long'
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return 'it contains a letter that does not show'
  return /^[a-z][a-z0-9+.-]+:/i.test(value) ? 'it is an address, and this version reads files only' : undefined
}

const formats: readonly FileFormat[] = ['csv', 'parquet', 'json']

const endings: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  parquet: 'parquet',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
}

/** The format that a path's ending says; undefined where it says none. */
function formatOf(path: string): FileFormat | undefined {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  return Object.hasOwn(endings, ending) ? endings[ending] : undefined
}

/** Where a table's rows are: a file, or many by a glob. */
export const source: Decoder<Source> = object(
  {
    file: required(path, 'a path or a glob, seen from the folder of this file'),
    format: optional(choice(formats), 'how it is written, where the ending does not say'),
  },
  ({ file, format = file === undefined ? undefined : formatOf(file) }, { node, reading }) => {
    if (file === undefined) return undefined
    const at = (valueAt(node, 'file') ?? node).head
    if (format !== undefined) return { kind: 'file', path: file, format, at }
    // A wrong `format` was reported; without one the path does not say enough.
    if (valueAt(node, 'format') !== undefined) return undefined
    return refuse(reading, 'COLLABORATION_SOURCE_FORMAT', { path: file, formats }, at)
  },
  (key, reading, keyAt) => {
    if (!otherSources.includes(key)) return false
    refuse(reading, 'COLLABORATION_SOURCE_KIND', { kind: key }, keyAt)
    return true
  },
)
