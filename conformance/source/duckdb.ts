import { DuckDBInstance } from '@duckdb/node-api'
import type { LocalTable } from '@glovebox/source'

/** What a query says of local files, as texts; in order. */
export async function rowsOf(sql: string, threads = 1): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  try {
    const reader = await connection.runAndReadAll(sql)
    return reader.getRowsJson().map((row) => JSON.stringify(row))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** A local table as a table of DuckDB: constants are columns, of texts. */
export function scanOf({ format, files }: LocalTable): string {
  const scans = files.map(({ path, constants = {}, compression = 'none' }) => {
    const columns = Object.entries(constants).map(
      ([name, value]) => `${quote(value)} AS "${name.replaceAll('"', '""')}"`,
    )
    const options =
      format === 'parquet' ? '' : `, compression = '${compression === 'none' ? 'uncompressed' : compression}'`
    return `SELECT ${['*', ...columns].join(', ')} FROM read_${format}(${quote(path)}${format === 'csv' ? ', header = true' : ''}${options})`
  })
  return `(${scans.join(' UNION ALL BY NAME ')})`
}

function quote(text: string | null): string {
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`
}
