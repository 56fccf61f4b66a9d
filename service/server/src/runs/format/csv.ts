import { csvRecord } from '@glovebox/api'
import type { ResultFormat } from './result-format.ts'

/** RFC 4180 with a header line. */
export const csvFormat: ResultFormat = {
  media: 'text/csv',
  extension: 'csv',
  write: async function* (columns, parts) {
    yield Buffer.from(csvRecord(columns.map(({ name }) => name)))
    for await (const rows of parts) yield Buffer.from(rows.map(csvRecord).join(''))
  },
}
