import { type Alike, alikeFiles, isPlain } from './alike.ts'
import { csvParts } from './csv.ts'
import { withoutPositions, withoutRows } from './deletions.ts'
import { jsonParts } from './json.ts'
import { parquetPart, parquetParts } from './parquet.ts'
import { columnNamed, type Part, type PartColumn, textColumn } from './part.ts'
import { quoteName, quoteText } from './quote.ts'
import type { Session } from './session.ts'
import type { WorkerFile, WorkerSource } from './wire.ts'

/** The scans of a table's files, with columns as the table names them. `names` are the columns that are wanted. */
export async function tableParts(
  session: Session,
  { format, files }: WorkerSource,
  names: readonly string[],
): Promise<readonly Part[]> {
  const parts: Part[] = []
  for (const alike of alikeFiles(files)) {
    if (format !== 'parquet' && (alike.hasDeletedPositions || alike.deletedRows.length > 0))
      throw new Error('rows are deleted of a file that is not Parquet')
    if (!isPlain(alike)) parts.push(...(await dressedParts(session, format, alike, names)))
    else if (format === 'parquet') parts.push(await parquetPart(session, alike.files))
    else parts.push(...(await textParts(format, alike.files, names)))
  }
  return parts
}

function textParts(
  format: 'csv' | 'json',
  files: readonly WorkerFile[],
  names: readonly string[],
  file?: string,
): Promise<readonly Part[]> {
  return format === 'csv' ? csvParts(files, file) : jsonParts(files, names, file)
}

/** What columns are called that tell where a row is from. */
type Places = { readonly file: string; readonly row: string }

/** Names that no wanted column has. Those of others are refused by the engine where they meet. */
function placesBeside(names: readonly string[]): Places {
  let file = 'path of the file'
  while (names.some((name) => name.toLowerCase() === file)) file = `${file} `
  return { file, row: 'file_row_number' }
}

async function dressedParts(
  session: Session,
  format: WorkerSource['format'],
  alike: Alike,
  names: readonly string[],
): Promise<readonly Part[]> {
  const isRead = (name: string): boolean => !alike.constants.includes(name)
  const inFile = names.filter(isRead).flatMap((name) => {
    const own = alike.names.get(name)
    return own === undefined ? [name] : own === null ? [] : [own]
  })
  const place = placesBeside(inFile)
  const parts =
    format === 'parquet'
      ? await parquetParts(session, alike.files, { file: place.file, hasRowNumbers: alike.hasDeletedPositions })
      : await textParts(format, alike.files, inFile, place.file)
  const dressed: Part[] = []
  for (const part of parts) dressed.push(await dress(session, alike, part, place))
  return dressed
}

/** A scan of files without their deleted rows and with the values that are the same in all rows of a file. */
async function dress(session: Session, alike: Alike, part: Part, place: Places): Promise<Part> {
  const { columns } = part
  const positions = alike.hasDeletedPositions ? withoutPositions(alike, place) : ''
  const rows = await withoutRows(session, alike, columns)
  const { join, cells } = constantsJoin(alike, place.file)
  const given = ['"s".*', ...cells.values()].join(', ')
  return {
    scan: `(SELECT ${given} FROM ${part.scan} AS "s"${positions}${rows}${join})`,
    columns: namedColumns(alike, columns, cells),
    ...(part.statistics === undefined ? {} : { statistics: part.statistics }),
  }
}

/** The values by file, as a table that is joined by the file's path, and the cells of it by column. */
function constantsJoin(
  { files, constants }: Alike,
  file: string,
): {
  readonly join: string
  readonly cells: ReadonlyMap<string, string>
} {
  if (constants.length === 0) return { join: '', cells: new Map() }
  const names = constants.map((_, index) => quoteName(`constant ${index}`))
  const values = files.map((one) => {
    const texts = constants.map((name) => `CAST(${textOrNull(one.constants?.[name])} AS VARCHAR)`)
    return `(${[quoteText(one.path), ...texts].join(', ')})`
  })
  return {
    join: ` JOIN (VALUES ${values.join(', ')}) AS "k"("constants of", ${names.join(', ')}) ON "constants of" = ${quoteName(file)}`,
    cells: new Map(constants.map((name, index) => [name, names[index] ?? 'NULL'])),
  }
}

function textOrNull(text: string | null | undefined): string {
  return text === null || text === undefined ? 'NULL' : quoteText(text)
}

/** What the table calls the columns of its files, their constants, and the columns that they do not have. */
export function namedColumns(
  { constants, names }: Pick<Alike, 'constants' | 'names'>,
  columns: readonly PartColumn[],
  cells: ReadonlyMap<string, string>,
): readonly PartColumn[] {
  const spoken = new Set([...constants, ...names.keys(), ...names.values()].map((name) => name?.toLowerCase()))
  const own = columns.filter(({ name }) => !spoken.has(name.toLowerCase()))
  const renamed = [...names].flatMap(([name, inFile]): readonly PartColumn[] => {
    if (constants.includes(name)) return []
    if (inFile === null) return [{ ...textColumn(name, 'CAST(NULL AS VARCHAR)'), isMissing: true }]
    const column = columnNamed(columns, inFile)
    return column === undefined ? [] : [{ ...column, name, nameInFile: column.name }]
  })
  const added = constants.map(
    (name): PartColumn => ({ ...textColumn(name, cells.get(name) ?? 'NULL'), isConstant: true }),
  )
  return [...own, ...renamed, ...added]
}
