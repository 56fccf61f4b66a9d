import { csvFormat } from './csv.ts'
import { jsonFormat } from './json.ts'
import type { ResultFormat } from './result-format.ts'

// The libraries of these two are large: a server does not load them before somebody wants one.
const parquetFormat = whenWanted(
  { media: 'application/vnd.apache.parquet', extension: 'parquet' },
  async () => (await import('./parquet.ts')).parquetFormat,
)
const arrowFormat = whenWanted(
  { media: 'application/vnd.apache.arrow.stream', extension: 'arrows' },
  async () => (await import('./arrow.ts')).arrowFormat,
)

/** Every format of results; the first is what those get who ask for none. */
export const formats: readonly [ResultFormat, ...ResultFormat[]] = [jsonFormat, csvFormat, parquetFormat, arrowFormat]

/** The format of a media type, with or without its parameters. */
export function formatOf(media: string): ResultFormat | undefined {
  const [wanted = ''] = media.split(';')
  return formats.find((format) => format.media === wanted.trim().toLowerCase())
}

function whenWanted(about: Pick<ResultFormat, 'media' | 'extension'>, load: () => Promise<ResultFormat>): ResultFormat {
  return {
    ...about,
    write: async function* (columns, parts) {
      yield* (await load()).write(columns, parts)
    },
  }
}
