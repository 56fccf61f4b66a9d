import { alikeFiles } from './alike.ts'
import { unreadCsvLines } from './csv.ts'
import { middleType } from './found-type.ts'
import { type Inferred, inferTextTypes } from './infer.ts'
import { jsonColumns } from './json.ts'
import { partColumn } from './parquet.ts'
import { columnNamed, type Part, type PartColumn } from './part.ts'
import { quoteText } from './quote.ts'
import { rowsOf, type Session } from './session.ts'
import { namedColumns, tableParts } from './table-parts.ts'
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
  source: WorkerSource,
  forms: TextForms,
): Promise<readonly FoundColumn[]> {
  switch (source.format) {
    case 'csv':
      return describeCsv(session, source, forms)
    case 'json':
      return describeJson(session, source, forms)
    case 'parquet':
      return describeParquet(session, source, forms)
  }
}

function declared({ name, engineType, found }: PartColumn): FoundColumn {
  return found === undefined ? { name, engineType } : { name, engineType, type: middleType(found) }
}

/** The columns that every part has, in the order of the first; one that a file has twice as well, since it is found. */
function sharedNames(parts: readonly Part[]): readonly string[] {
  const names = (parts[0]?.columns ?? []).map(({ name }) => name)
  const others = parts.slice(1)
  return names.filter((name) =>
    others.every(({ columns }) => columns.some((column) => column.name === name) || columnNamed(columns, name)),
  )
}

async function describeParquet(
  session: Session,
  source: WorkerSource,
  forms: TextForms,
): Promise<readonly FoundColumn[]> {
  const parts = await tableParts(session, source, [])
  const [only, ...more] = parts
  const isOne = only !== undefined && more.length === 0
  if (isOne && !only.columns.some(isGiven)) return only.columns.map(declared)
  const described: FoundColumn[] = []
  for (const name of sharedNames(parts)) {
    const columns = parts.flatMap((part) => columnNamed(part.columns, name) ?? [])
    const inFiles = columns.filter((column) => !isGiven(column))
    const [first] = inFiles
    if (columns.length < parts.length) continue
    if (first === undefined) described.push(await describeConstants(session, source.files, name, forms))
    else if (inFiles.every(({ engineType }) => engineType === first.engineType))
      described.push(declared({ ...first, name }))
    else described.push(declared({ ...(await common(session, inFiles)), name }))
  }
  return described
}

function isGiven({ isConstant, isMissing }: PartColumn): boolean {
  return isConstant === true || isMissing === true
}

/** The type that values of several types have together. */
async function common(session: Session, columns: readonly PartColumn[]): Promise<PartColumn> {
  const nulls = columns.map(({ engineType }) => `SELECT CAST(NULL AS ${engineType}) AS c`)
  const [[, engineType] = []] = await rowsOf(session, `DESCRIBE ${nulls.join(' UNION ALL ')}`)
  return partColumn('c', String(engineType))
}

async function describeConstants(
  session: Session,
  files: readonly WorkerFile[],
  name: string,
  forms: TextForms,
): Promise<FoundColumn> {
  const values = [...new Set(files.map(({ constants }) => constants?.[name] ?? null))]
  const rows = values.map((value) => `(CAST(${value === null ? 'NULL' : quoteText(value)} AS VARCHAR))`)
  const [type] = await inferTextTypes(session, `SELECT * FROM (VALUES ${rows.join(', ')}) AS v(c)`, ['c'], forms)
  return found(name, type)
}

async function describeCsv(session: Session, source: WorkerSource, forms: TextForms): Promise<readonly FoundColumn[]> {
  const parts = await tableParts(session, source, [])
  const shared = sharedNames(parts)
  const inferred = await inferColumns(session, parts, shared, forms)
  return shared.map((name, index) => found(name, inferred[index]))
}

/** Numbers and truth values are what the file says; texts may be dates. */
async function describeJson(session: Session, source: WorkerSource, forms: TextForms): Promise<readonly FoundColumn[]> {
  const columns = await namedJsonColumns(session, source.files)
  const isRead = ({ found }: PartColumn): boolean => found !== undefined
  const names = columns.filter(isRead).map(({ name }) => name)
  if (names.length === 0) return columns.map(declared)
  const inferred = await inferColumns(session, await tableParts(session, source, names), names, forms)
  return columns.map((column) => {
    if (column.found === undefined) return declared(column)
    const type = inferred[names.indexOf(column.name)]
    const isText = column.found.kind === 'text' && !isGiven(column)
    // A text of digits in JSON is a text on purpose.
    const isNumeric = type === 'boolean' || type === 'integer' || type === 'double'
    return found(column.name, isText && isNumeric ? 'text' : type)
  })
}

/** What the table calls the keys of its files, in any of them. */
async function namedJsonColumns(session: Session, files: readonly WorkerFile[]): Promise<readonly PartColumn[]> {
  const columns = await jsonColumns(session, files)
  const named = alikeFiles(files).flatMap((alike) => namedColumns(alike, columns, new Map()))
  const first = new Map(named.toReversed().map((column) => [column.name, column]))
  return [...new Set(named.map(({ name }) => name))].flatMap((name) => first.get(name) ?? [])
}

/** The types of columns of texts, over all parts. */
async function inferColumns(
  session: Session,
  parts: readonly Part[],
  names: readonly string[],
  forms: TextForms,
): Promise<readonly Inferred[]> {
  const scans = parts.map(({ scan, columns }) => {
    const cells = names.map((name, index) => `${columnNamed(columns, name)?.cell ?? 'NULL'} AS c${index}`)
    return `SELECT ${cells.join(', ')} FROM ${scan}`
  })
  const cells = names.map((_, index) => `c${index}`)
  return inferTextTypes(session, scans.join(' UNION ALL '), cells, forms)
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
