import { readHead } from './file-head.ts'
import { groupBy, type Part, textColumn } from './part.ts'
import { quoteName, quoteText, quoteTexts } from './quote.ts'
import type { WorkerFile } from './wire.ts'

// A CSV file must start with its header line, and that line alone decides how the file is read: the delimiter is the
// one of these that it holds most often outside quotes. Nothing depends on rows, and a file that grows is read alike.
const delimiters = [',', '\t', ';', '|'] as const

/** How a CSV file is to be read. */
export type CsvHeader = { readonly delimiter: string; readonly names: readonly string[] }

/** The scans of CSV files, all cells as texts. Files whose header lines agree are read together. */
export async function csvParts(files: readonly WorkerFile[]): Promise<readonly Part[]> {
  const read: { readonly file: WorkerFile; readonly header: CsvHeader }[] = []
  for (const file of files) read.push({ file, header: await readCsvHeader(file) })
  return groupBy(read, ({ file, header }) => JSON.stringify([file.compression, header])).map((group) => {
    const [{ file, header }] = group
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
      // A line that cannot be read is not a row; an error would tell of it.
      'ignore_errors = true',
      'strict_mode = false',
      `compression = ${quoteText(file.compression)}`,
      `columns = {${cells.map((cell) => `${cell}: 'VARCHAR'`).join(', ')}}`,
    ]
    return {
      scan: `read_csv(${quoteTexts(group.map((member) => member.file.path))}, ${options.join(', ')})`,
      columns: header.names.map((name, index) => textColumn(name, quoteName(`c${index}`))),
    }
  })
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
