import { readHead } from './file-head.ts'
import { groupBy, type Part, textColumn } from './part.ts'
import { quoteName, quoteText, quoteTexts } from './quote.ts'
import { rowsOf, type Session } from './session.ts'
import type { WorkerFile } from './wire.ts'

// A CSV file must start with its header line, and that line alone decides how the file is read: the delimiter is the
// one of these that it holds most often outside quotes. Nothing depends on rows, and a file that grows is read alike.
const delimiters = [',', '\t', ';', '|'] as const

/** How a CSV file is to be read. */
export type CsvHeader = { readonly delimiter: string; readonly names: readonly string[] }

/** Files whose header lines agree. */
type CsvGroup = { readonly files: readonly WorkerFile[]; readonly header: CsvHeader }

/**
 * The scans of CSV files, all cells as texts. Files whose header lines agree are read together. `file` is the name of a
 * column for their paths, which is none of theirs: those have names of our own.
 */
export async function csvParts(files: readonly WorkerFile[], file?: string): Promise<readonly Part[]> {
  return (await csvGroups(files)).map((group) => ({
    // A line that cannot be read is not a row; an error would tell of it.
    scan: csvScan(group, ['ignore_errors = true', ...(file === undefined ? [] : [`filename = ${quoteText(file)}`])]),
    columns: group.header.names.map((name, index) => textColumn(name, quoteName(`c${index}`))),
  }))
}

/** Why lines of CSV files are not rows, in words that depend on no cell; nothing where all lines are. */
export async function unreadCsvLines(session: Session, files: readonly WorkerFile[]): Promise<readonly string[]> {
  for (const group of await csvGroups(files))
    await rowsOf(session, `SELECT count(*) FROM ${csvScan(group, ['store_rejects = true', 'rejects_limit = 10000'])}`)
  const types = await rowsOf(session, 'SELECT DISTINCT error_type::VARCHAR FROM reject_errors ORDER BY 1')
  return [...new Set(types.map(([type]) => rejections[String(type)] ?? 'they are not well-formed'))]
}

const rejections: Readonly<Record<string, string>> = {
  'INVALID ENCODING': 'they are not UTF-8',
  'LINE SIZE OVER MAXIMUM': 'they are longer than 2 MB',
  'MISSING COLUMNS': 'they have too few cells',
}

/**
 * All lines that can be read. Every cell is looked at whichever columns are asked for: the reader finds a text that is
 * not UTF-8 only in cells it reads, and what is a row must not depend on the question.
 */
function csvScan({ files, header }: CsvGroup, more: readonly string[]): string {
  const cells = header.names.map((_, index) => `c${index}`)
  const options = [
    'auto_detect = false',
    'header = true',
    `delim = ${quoteText(header.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    // As PostgreSQL: an empty cell is NULL, an empty text in quotes is a text.
    "nullstr = ''",
    'allow_quoted_nulls = false',
    ...more,
    'strict_mode = false',
    `compression = ${quoteText(files[0]?.compression ?? 'none')}`,
    `columns = {${cells.map((cell) => `${cell}: 'VARCHAR'`).join(', ')}}`,
  ]
  const lines = `read_csv(${quoteTexts(files.map(({ path }) => path))}, ${options.join(', ')})`
  return `(SELECT * FROM ${lines} WHERE coalesce(${cells.join(', ')}, '') IS NOT NULL)`
}

async function csvGroups(files: readonly WorkerFile[]): Promise<readonly CsvGroup[]> {
  const read: { readonly file: WorkerFile; readonly header: CsvHeader }[] = []
  for (const file of files) read.push({ file, header: await readCsvHeader(file) })
  return groupBy(read, ({ file, header }) => JSON.stringify([file.compression, header])).map((group) => ({
    files: group.map(({ file }) => file),
    header: group[0].header,
  }))
}

async function readCsvHeader(file: WorkerFile): Promise<CsvHeader> {
  const head = await readHead(file)
  const record = firstRecord(head.text) ?? (head.isWhole ? head.text : undefined)
  if (record === undefined) throw new Error('the header line of a CSV file is too long')
  if (record.trim() === '') throw new Error('a CSV file does not start with a header line')
  return parseCsvHeader(record)
}

/** The delimiter and the names of a header record. */
export function parseCsvHeader(record: string): CsvHeader {
  const counts = new Map<string, number>()
  let isQuoted = false
  for (const character of record) {
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  const count = (delimiter: string): number => counts.get(delimiter) ?? 0
  const delimiter = delimiters.reduce<string>((best, other) => (count(other) > count(best) ? other : best), ',')
  return { delimiter, names: fields(record, delimiter).map((field) => field.trim()) }
}

/** The record that ends at the first line break outside quotes; undefined where the text ends before. */
function firstRecord(text: string): string | undefined {
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && (character === '\n' || character === '\r')) return text.slice(0, at)
  }
  return undefined
}

function fields(record: string, delimiter: string): readonly string[] {
  const found: string[] = []
  let field = ''
  let isQuoted = false
  for (let at = 0; at < record.length; at++) {
    const character = record.charAt(at)
    if (character === '"') {
      if (isQuoted && record[at + 1] === '"') field += record.charAt(++at)
      else isQuoted = !isQuoted
    } else if (character === delimiter && !isQuoted) {
      found.push(field)
      field = ''
    } else field += character
  }
  return [...found, field]
}
