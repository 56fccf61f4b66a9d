import { csvParts, unreadCsvLines } from './csv.ts'
import { middleType } from './found-type.ts'
import { type Inferred, inferTextTypes } from './infer.ts'
import { jsonColumns, jsonParts } from './json.ts'
import { parquetPart } from './parquet.ts'
import { columnNamed, type PartColumn } from './part.ts'
import { quoteName } from './quote.ts'
import type { Session } from './session.ts'
import type { FoundColumn, TextForms, WorkerFile, WorkerSource } from './wire.ts'

/** The columns of a source, and what keeps lines of it from being rows. */
export async function describeSource(
  session: Session,
  source: WorkerSource,
  forms: TextForms,
): Promise<{ readonly columns: readonly FoundColumn[]; readonly unread: readonly string[] }> {
  const columns = await describeColumns(session, source, forms)
  return { columns, unread: source.format === 'csv' ? await unreadCsvLines(session, source.files) : [] }
}

/** The columns of a source: the files' own types, and for texts the narrowest type that every cell conforms to. */
async function describeColumns(
  session: Session,
  { format, files }: WorkerSource,
  forms: TextForms,
): Promise<readonly FoundColumn[]> {
  switch (format) {
    case 'csv':
      return describeCsv(session, files, forms)
    case 'json':
      return describeJson(session, files, forms)
    case 'parquet':
      return (await parquetPart(session, files)).columns.map(declared)
  }
}

function declared({ name, engineType, found }: PartColumn): FoundColumn {
  return found === undefined ? { name, engineType } : { name, engineType, type: middleType(found) }
}

/** The columns that every file has, in the order of the first; one that a file has twice as well, since it is found. */
async function describeCsv(
  session: Session,
  files: readonly WorkerFile[],
  forms: TextForms,
): Promise<readonly FoundColumn[]> {
  const parts = await csvParts(files)
  const names = (parts[0]?.columns ?? []).map(({ name }) => name)
  const shared = names.filter((name) =>
    parts.every(({ columns }) => columns.some((column) => column.name === name) || columnNamed(columns, name)),
  )
  const scans = parts.map(({ scan, columns }) => {
    const cells = shared.map((name, index) => `${columnNamed(columns, name)?.cell ?? 'NULL'} AS c${index}`)
    return `SELECT ${cells.join(', ')} FROM ${scan}`
  })
  const cells = shared.map((_, index) => `c${index}`)
  const inferred = await inferTextTypes(session, scans.join(' UNION ALL '), cells, forms)
  return shared.map((name, index) => found(name, inferred[index]))
}

/** Numbers and truth values are what the file says; texts may be dates. */
async function describeJson(
  session: Session,
  files: readonly WorkerFile[],
  forms: TextForms,
): Promise<readonly FoundColumn[]> {
  const columns = await jsonColumns(session, files)
  const isRead = ({ found }: PartColumn): boolean => found !== undefined
  const names = columns.filter(isRead).map(({ name }) => name)
  if (names.length === 0) return columns.map(declared)
  const scans = (await jsonParts(files, names)).map(({ scan }) => `SELECT * FROM ${scan}`)
  const inferred = await inferTextTypes(session, scans.join(' UNION ALL '), names.map(quoteName), forms)
  return columns.map((column) => {
    if (column.found === undefined) return declared(column)
    const type = inferred[names.indexOf(column.name)]
    const isText = column.found.kind === 'text'
    // A text of digits in JSON is a text on purpose.
    const isNumeric = type === 'boolean' || type === 'integer' || type === 'double'
    return found(column.name, isText && isNumeric ? 'text' : type)
  })
}

function found(name: string, type: Inferred = 'text'): FoundColumn {
  return { name, engineType: engineTypes[type], type: { kind: type } }
}

const engineTypes: Readonly<Record<Inferred, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  text: 'VARCHAR',
}
