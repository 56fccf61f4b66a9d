import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { to } from 'pg-copy-streams'
import type { LocalTable } from '../port/local-table.ts'
import type { FetchControl, Need, Sourced } from '../port/table-source.ts'
import type { FoundTable } from './describe-table.ts'
import { postgresFailure } from './failure.ts'
import { lineWatch, longestLine } from './line-watch.ts'
import type { Session } from './session.ts'
import { whereOf } from './where.ts'

/**
 * Streams the needed columns of the rows within the bounds into a CSV file, as PostgreSQL writes it: an empty cell is
 * NULL, an empty text is quoted. What is held in memory does not grow with the table.
 */
export async function copyOut(
  { client }: Session,
  table: FoundTable,
  path: string,
  { columns, bounds = [], rows: most }: Need,
  { signal, onProgress }: FetchControl,
): Promise<Sourced<LocalTable>> {
  const wanted = table.columns.filter(({ column }) => columns?.includes(column.name) !== false)
  const read = wanted.flatMap(({ column, sql, reading }) =>
    reading === undefined ? [] : [{ name: column.name, cell: reading.expression(sql) }],
  )
  // A line always holds something: one that were empty would be no row.
  const cells = ['1 AS one', ...read.map(({ cell }, index) => `${cell} AS c${index}`)]
  const select = `SELECT ${cells.join(', ')} FROM ${table.sql}${whereOf(bounds, table.columns)}${most === undefined ? '' : ` LIMIT ${Math.ceil(most)}`}`
  let bytes = 0
  let rows = 0
  const watch = lineWatch()
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      const seen = watch(chunk)
      rows = Math.max(0, seen.lines - 1)
      onProgress?.({ bytes, rows })
      done(seen.longest > longestLine ? new LineTooLong() : null, chunk)
    },
  })
  try {
    const source = client.query(to(`COPY (${select}) TO STDOUT (FORMAT csv, HEADER true)`))
    const options = signal === undefined ? {} : { signal }
    await pipeline(source, count, createWriteStream(path, { flags: 'wx', mode: 0o600 }), options)
  } catch (error) {
    if (signal?.aborted === true) return { ok: false, failure: { kind: 'cancelled', reason: 'reading was stopped' } }
    if (error instanceof LineTooLong) {
      const reason = 'a row is longer than 2 MB, which is not read here: leave its longest column out of the table'
      return { ok: false, failure: { kind: 'unsupported', reason } }
    }
    if (error instanceof Error && 'syscall' in error && 'path' in error) throw error
    return { ok: false, failure: postgresFailure(error) }
  }
  const names = Object.fromEntries(read.map(({ name }, index) => [name, `c${index}`]))
  return { ok: true, value: { format: 'csv', files: [{ path, compression: 'none', names }] } }
}

class LineTooLong extends Error {}
