import { readHead } from './file-head.ts'
import { foundType } from './found-type.ts'
import { groupBy, type Part, type PartColumn, textColumn } from './part.ts'
import { quoteName, quoteText, quoteTexts } from './quote.ts'
import { rowsOf, type Session } from './session.ts'
import type { WorkerFile } from './wire.ts'

/** How the objects of a JSON file follow each other, by the names that DuckDB has for it. */
type JsonShape = 'array' | 'newline_delimited' | 'unstructured'

/** The scans of JSON files with these keys, as texts. A key is spelled just so; an object without it has NULL. `file`: a column for paths. */
export async function jsonParts(
  files: readonly WorkerFile[],
  names: readonly string[],
  file?: string,
): Promise<readonly Part[]> {
  const path = file === undefined ? [] : [`filename = ${quoteText(file)}`]
  const keys = names.map((name) => `${quoteName(name)}: 'VARCHAR'`)
  return (await shapes(files)).map(({ paths, options }) => ({
    scan: `read_json(${paths}, ${[...options, ...path, 'auto_detect = false', `columns = {${keys.join(', ')}}`].join(', ')})`,
    columns: names.map((name) => textColumn(name, quoteName(name))),
  }))
}

/** The keys that JSON files have and the types that DuckDB sees in them. Texts stay texts. */
export async function jsonColumns(session: Session, files: readonly WorkerFile[]): Promise<readonly PartColumn[]> {
  const scans = (await shapes(files)).map(({ paths, options }) => {
    // Dates in forms of no calendar's are not looked for; our own forms are tried on the texts.
    const detection = ['sample_size = -1', "dateformat = '%Y-%m-%d'", 'convert_strings_to_integers = false']
    return `SELECT * FROM read_json(${paths}, ${[...options, ...detection].join(', ')})`
  })
  const columns: PartColumn[] = []
  for (const [name, engineType] of await rowsOf(session, `DESCRIBE ${scans.join(' UNION ALL BY NAME ')}`)) {
    const found = foundType(String(engineType))
    columns.push({
      name: String(name),
      cell: quoteName(String(name)),
      engineType: String(engineType),
      ...(found === undefined || engineType === 'JSON' ? {} : { found }),
    })
  }
  return columns
}

async function shapes(files: readonly WorkerFile[]): Promise<readonly { paths: string; options: string[] }[]> {
  const read: { readonly file: WorkerFile; readonly shape: JsonShape }[] = []
  for (const file of files) read.push({ file, shape: await shapeOf(file) })
  return groupBy(read, ({ file, shape }) => `${file.compression} ${shape}`).map((group) => {
    const [{ file, shape }] = group
    const options = [
      `format = ${quoteText(shape)}`,
      // What the CSV reader calls none.
      `compression = ${quoteText(file.compression === 'none' ? 'uncompressed' : file.compression)}`,
      // A line that cannot be read is a row of NULLs; DuckDB has this only for one object per line.
      `ignore_errors = ${shape === 'newline_delimited'}`,
    ]
    return { paths: quoteTexts(group.map((member) => member.file.path)), options }
  })
}

/** One array, one object per line, or objects that run over lines: seen from how the file begins. */
async function shapeOf(file: WorkerFile): Promise<JsonShape> {
  const head = (await readHead(file)).text.trimStart()
  if (head.startsWith('[')) return 'array'
  const line = /^[^\r\n]*(?=[\r\n])/.exec(head)?.[0]
  return line === undefined || isJson(line) || !line.startsWith('{') ? 'newline_delimited' : 'unstructured'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
