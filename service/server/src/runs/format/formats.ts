import { arrowFormat } from './arrow.ts'
import { csvFormat } from './csv.ts'
import { jsonFormat } from './json.ts'
import { parquetFormat } from './parquet.ts'
import type { ResultFormat } from './result-format.ts'

/** Every format of results; the first is what those get who ask for none. */
export const formats: readonly [ResultFormat, ...ResultFormat[]] = [jsonFormat, csvFormat, parquetFormat, arrowFormat]

/** The format of a media type, with or without its parameters. */
export function formatOf(media: string): ResultFormat | undefined {
  const [wanted = ''] = media.split(';')
  return formats.find((format) => format.media === wanted.trim().toLowerCase())
}
