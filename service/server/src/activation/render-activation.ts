import type { ActivationFormat } from '@glovebox/api'
import { formatOf } from '../runs/format/formats.ts'
import type { ResultColumn, ResultFormat, ResultParts } from '../runs/format/result-format.ts'
import { typedColumns } from '../runs/format/typed-column.ts'

/** One JSON object a line; a name that came before gets a number. */
const jsonLines: ResultFormat = {
  media: 'application/x-ndjson',
  extension: 'jsonl',
  write: async function* (columns, parts) {
    const names = typedColumns(columns).map(({ name }) => name)
    for await (const rows of parts) {
      const lines = rows.map((row) =>
        JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at] ?? null]))),
      )
      yield Buffer.from(lines.map((line) => `${line}\n`).join(''))
    }
  },
}

const media: Readonly<Record<Exclude<ActivationFormat, 'jsonl'>, string>> = {
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
}

/** The body of a delivery: whole, as it is signed before its first byte goes. The same rows give the same bytes. */
export async function renderActivation(
  format: ActivationFormat,
  columns: readonly ResultColumn[],
  parts: ResultParts,
): Promise<{ readonly media: string; readonly body: Uint8Array }> {
  const written = format === 'jsonl' ? jsonLines : formatOf(media[format])
  if (written === undefined) throw new Error('a format of activations is none of results')
  const pieces: Uint8Array[] = []
  for await (const piece of written.write(columns, parts)) pieces.push(piece)
  return { media: written.media, body: Buffer.concat(pieces) }
}
