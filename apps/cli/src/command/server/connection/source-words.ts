import { UsageError } from '../../../usage-error.ts'

/** Where a table is, as the collaboration file says it. */
export type SourceWords = Readonly<Record<string, string>>

/** What may be said of a source beside where it is. */
export type SourceOptions = {
  readonly sourceFormat?: string
  readonly connection?: string
  readonly partitions?: string
}

const prefixes: Readonly<Record<string, string>> = {
  glue: 'glue',
  iceberg: 'iceberg',
  delta: 'delta',
  'delta-sharing': 'deltaSharing',
  postgres: 'postgres',
}

/**
 * Reads a source from one word: `people.csv`, `s3://bucket/*.parquet`, `https://…`, or a kind and a name, such as
 * `postgres:shop.orders`. What there may be in it is for the server to say.
 */
export function sourceOf(text: string, { sourceFormat, connection, partitions }: SourceOptions = {}): SourceWords {
  return {
    ...placeOf(text),
    ...(sourceFormat === undefined ? {} : { format: sourceFormat }),
    ...(connection === undefined ? {} : { connection }),
    ...(partitions === undefined ? {} : { partitions }),
  }
}

function placeOf(text: string): SourceWords {
  if (/^s3:\/\//i.test(text)) return { s3: text }
  if (/^https?:\/\//i.test(text)) return { https: text }
  const [, prefix = '', name = ''] = /^([a-z-]{2,}):(.+)$/s.exec(text) ?? []
  if (prefix === '') return { file: text }
  const key = Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined
  if (key !== undefined) return { [key]: name }
  const known = ['s3://…', 'https://…', ...Object.keys(prefixes).map((one) => `${one}:NAME`)].join(', ')
  throw new UsageError(`${text} is no source: write a path of one of your files, or ${known}`)
}
