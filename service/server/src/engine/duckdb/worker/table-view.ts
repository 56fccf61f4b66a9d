import { type Bounds, boundsOf, conform } from './conform.ts'
import { columnNamed, type Part, type PartColumn } from './part.ts'
import { cellMark, quoteName } from './quote.ts'
import { execute, type Session } from './session.ts'
import { tableParts } from './table-parts.ts'
import type { WorkerTable, WorkerTableColumn } from './wire.ts'

/**
 * Makes a table of the task a view over its files, with the declared columns only. A view keeps the scan visible to
 * the optimizer, so that only the needed columns and row groups are read.
 */
export async function createView(session: Session, table: WorkerTable): Promise<void> {
  if (table.columns.length === 0) throw new Error('no column is declared')
  const names = table.columns.map(({ name }) => name)
  const queries: string[] = []
  for (const part of await tableParts(session, table.source, names)) queries.push(await partQuery(part, table.columns))
  // A source that needs no file for a question has none of its rows.
  if (queries.length === 0) queries.push(noRows(table.columns))
  await execute(session, `CREATE VIEW ${quoteName(table.name)} AS ${queries.join(' UNION ALL ')}`)
}

function noRows(columns: readonly WorkerTableColumn[]): string {
  const values = columns.map(({ name, fromText }) => {
    return `${fromText.replaceAll(cellMark, 'CAST(NULL AS VARCHAR)')} AS ${quoteName(name)}`
  })
  return `SELECT ${values.join(', ')} WHERE false`
}

/** A declared column, what it is read from, and the bounds it has yet to be held to. */
type Read = {
  readonly name: string
  readonly value: string
  readonly bounds?: Bounds
  /** Whether what lies outside the bounds becomes the nearer of them, rather than NULL. */
  readonly isClamped?: boolean
}

async function partQuery(part: Part, columns: readonly WorkerTableColumn[]): Promise<string> {
  const reads: Read[] = []
  for (const column of columns) reads.push(await readColumn(part, column))
  const values = reads.map(({ name, value }) => `${value} AS ${quoteName(name)}`).join(', ')
  const inner = `SELECT ${values} FROM ${part.scan}`
  if (reads.every(({ bounds }) => bounds === undefined)) return inner
  const held = reads.map(({ name, bounds, isClamped }) => {
    const cell = quoteName(name)
    if (bounds === undefined) return cell
    return `${isClamped ? clamp(cell, bounds) : `CASE WHEN ${cell} BETWEEN ${bounds.low} AND ${bounds.high} THEN ${cell} END`} AS ${cell}`
  })
  return `SELECT ${held.join(', ')} FROM (${inner})`
}

/** NaN, which is greater than every number, is nobody's value. */
function clamp(cell: string, { low, high, isDouble }: Bounds): string {
  const nan = isDouble ? `WHEN isnan(${cell}) THEN NULL ` : ''
  return `CASE ${nan}WHEN ${cell} < ${low} THEN ${low} WHEN ${cell} > ${high} THEN ${high} ELSE ${cell} END`
}

async function readColumn(part: Part, column: WorkerTableColumn): Promise<Read> {
  const { name } = column
  const source = columnNamed(part.columns, name)
  if (source === undefined) throw new Error(`column ${name} is not in every file of it, or more than once`)
  const value = source.found === undefined ? undefined : conform(source.cell, source.found, column)
  if (value === undefined) throw new Error(`column ${name} is ${source.engineType} in its files, which never conforms`)
  const bounds = boundsOf(column)
  if (bounds === undefined || (await isWithin(part, source, bounds))) return { name, value }
  return { name, value, bounds, isClamped: column.isClamped === true }
}

/** Whether the files themselves are certain that all values lie within bounds. */
async function isWithin(part: Part, { name, nameInFile, found }: PartColumn, { wire }: Bounds): Promise<boolean> {
  if (found === undefined || wire === undefined) return false
  const holds = ([low, high]: readonly [bigint, bigint]): boolean => low >= wire[0] && high <= wire[1]
  if (found.kind === 'integer' && holds([found.low, found.high])) return true
  // Other types change on the way, so that statistics of the file say nothing of the value.
  const isBare = found.kind === 'integer' || found.kind === 'date' || (found.kind === 'timestamp' && found.isPlain)
  if (!isBare || part.statistics === undefined) return false
  const known = (await part.statistics()).get(nameInFile ?? name)
  return known !== undefined && holds(known)
}
