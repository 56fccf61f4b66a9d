import type { ResultFormat } from './result-format.ts'

/** `{ columns, rows }`, as a query's answer holds them. */
export const jsonFormat: ResultFormat = {
  media: 'application/json',
  extension: 'json',
  write: async function* (columns, parts) {
    yield Buffer.from(`{"columns":${JSON.stringify(columns)},"rows":[`)
    let separator = ''
    for await (const rows of parts) {
      if (rows.length === 0) continue
      yield Buffer.from(`${separator}${rows.map((row) => JSON.stringify(row)).join(',')}`)
      separator = ','
    }
    yield Buffer.from(']}')
  },
}
