import type { Alike } from './alike.ts'
import type { FoundType } from './found-type.ts'
import { describeScan, scanOf } from './parquet.ts'
import { columnNamed, type PartColumn } from './part.ts'
import { quoteName, quoteText } from './quote.ts'
import type { Session } from './session.ts'

// Deleted rows are taken out by anti joins, whose right sides are the deletions. Their columns have names of our own, so
// that what is of the data needs no qualifying; a file that has such a name is refused by the engine.

/** Joins, to stand after the scan of files that have a column of their path and one of each row's place. */
export function withoutPositions({ files }: Alike, own: { readonly file: string; readonly row: string }): string {
  const pairs = files.flatMap(({ path, deletedPositions }) =>
    deletedPositions === undefined ? [] : [`(${quoteText(deletedPositions)}, ${quoteText(path)})`],
  )
  const lists = [...new Set(files.flatMap(({ deletedPositions = [] }) => deletedPositions))]
  const deletions = scanOf(lists, { isUnion: false, file: 'list' })
  return ` ANTI JOIN (
    SELECT "of"."file" AS "deleted file", "d"."pos" AS "deleted row"
    FROM ${deletions} AS "d" JOIN (VALUES ${pairs.join(', ')}) AS "of"("list", "file") ON "d"."list" = "of"."list"
  ) ON "deleted file" = ${quoteName(own.file)} AND "deleted row" = ${quoteName(own.row)}`
}

/** Joins, to stand after the scan of files that have these columns. */
export async function withoutRows(
  session: Session,
  { deletedRows, constants }: Alike,
  columns: readonly PartColumn[],
): Promise<string> {
  const joins: string[] = []
  for (const [index, deleted] of deletedRows.entries()) {
    const scan = scanOf([deleted.path], { isUnion: false })
    const theirs = await describeScan(session, scan)
    const pairs = Object.entries(deleted.columns)
    if (pairs.length === 0) throw new Error('rows are deleted by no column')
    const names = pairs.map((_, at) => quoteName(`deleted ${index} ${at}`))
    const [isMissing, isEqual]: [string[], string[]] = [[], []]
    const cells: string[] = []
    for (const [at, [name, their]] of pairs.entries()) {
      const [own, other] = [columnNamed(columns, name), columnNamed(theirs, their)]
      if (other === undefined) throw new Error(`column ${their} is not in what is deleted by it`)
      if (own === undefined && constants.includes(name))
        throw new Error(`rows are deleted by column ${name}, which is not in their file`)
      if (own !== undefined && !isComparable(own, other))
        throw new Error(`column ${name} is ${own.engineType}, and ${other.engineType} in what is deleted by it`)
      cells.push(`${other.cell} AS ${names[at]}`)
      // A column that a file does not have yet is NULL in its rows.
      if (own === undefined) isMissing.push(`${other.cell} IS NULL`)
      else isEqual.push(`${names[at]} IS NOT DISTINCT FROM ${own.cell}`)
    }
    const where = isMissing.length === 0 ? '' : ` WHERE ${isMissing.join(' AND ')}`
    const on = isEqual.length === 0 ? 'true' : isEqual.join(' AND ')
    joins.push(` ANTI JOIN (SELECT ${cells.join(', ')} FROM ${scan}${where}) ON ${on}`)
  }
  return joins.join('')
}

/** Whether values of two columns can be compared without a cast that may fail. */
function isComparable(own: PartColumn, other: PartColumn): boolean {
  if (own.engineType === other.engineType) return true
  const [a, b] = [own.found, other.found]
  if (a === undefined || b === undefined) return false
  if (a.kind === 'decimal' && b.kind === 'decimal') return a.scale === b.scale
  if (isSmall(a) && isSmall(b)) return true
  return a.kind === b.kind && (a.kind === 'double' || a.kind === 'text')
}

function isSmall(found: FoundType): boolean {
  return found.kind === 'integer' && found.high < 2n ** 64n
}
