import { unsupported } from '../lake/refused.ts'
import { type Members, maybe, members, text } from '../lake/shape.ts'

/** How the files of a table, or of one of its partitions, are written. */
export type FileLayout = { readonly kind: 'parquet' } | TextLayout

/** Rows that are lines. */
export type TextLayout = {
  readonly kind: 'lines'
  readonly rows: DelimitedRows | QuotedRows | JsonRows
  readonly skippedLines: number
}

/** LazySimpleSerDe: cells between delimiters, quotes are signs like any other. */
export type DelimitedRows = {
  readonly kind: 'delimited'
  readonly delimiter: string
  readonly escaping?: string
  /** What stands for NULL. */
  readonly nullText: string
}

/** OpenCSVSerde: cells that may be in quotes. */
export type QuotedRows = {
  readonly kind: 'quoted'
  readonly delimiter: string
  readonly quote: string
  readonly escaping: string
}

/** One object per line; `names` are keys of columns that are not called like them, `isLenient` lets bad lines be NULLs. */
export type JsonRows = {
  readonly kind: 'json'
  readonly names: ReadonlyMap<string, string>
  readonly isLenient: boolean
  readonly isCaseSensitive: boolean
}

const where = 'the table’s definition'
const textInput = 'org.apache.hadoop.mapred.TextInputFormat'

/** Reads how files are written, from a storage descriptor and the parameters of its table. What is not read is refused. */
export function fileLayout(descriptor: Members, parameters: Members): FileLayout {
  const input = maybe(descriptor.get('InputFormat'), where, text) ?? ''
  const serde = maybe(descriptor.get('SerdeInfo'), where, members) ?? new Map<string, unknown>()
  const library = maybe(serde.get('SerializationLibrary'), where, text) ?? ''
  const own = maybe(serde.get('Parameters'), where, members) ?? new Map<string, unknown>()
  if (parquetInputs.has(input) && parquetSerdes.has(library)) return { kind: 'parquet' }
  if (input !== textInput)
    return unsupported(
      `the table’s files are read by \`${input}\`, which is not done here; Parquet and lines of text are`,
    )
  const skippedLines = linesOf(parameters, own, 'skip.header.line.count')
  if (linesOf(parameters, own, 'skip.footer.line.count') > 0)
    unsupported('`skip.footer.line.count` is not read: it is not known which lines are the last before all are read')
  return { kind: 'lines', rows: rowsOf(library, own), skippedLines }
}

function rowsOf(library: string, own: Members): TextLayout['rows'] {
  switch (library) {
    case 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe':
      return delimited(own)
    case 'org.apache.hadoop.hive.serde2.OpenCSVSerde':
      return {
        kind: 'quoted',
        delimiter: oneSign(own, 'separatorChar', ','),
        quote: oneSign(own, 'quoteChar', '"'),
        escaping: oneSign(own, 'escapeChar', '\\'),
      }
    case 'org.openx.data.jsonserde.JsonSerDe':
    case 'org.apache.hive.hcatalog.data.JsonSerDe':
    case 'org.apache.hadoop.hive.serde2.JsonSerDe':
      return json(own)
    default:
      return unsupported(`the table’s rows are read by \`${library}\`, which is not done here`)
  }
}

function delimited(own: Members): DelimitedRows {
  const delimiter = oneSign(own, 'field.delim', oneSign(own, 'serialization.format', '\u0001', true))
  const lineEnd = parameter(own, 'line.delim') ?? '\n'
  if (lineEnd !== '\n') unsupported('`line.delim` is not a line feed, the only one that is read')
  if (isSet(own, 'serialization.last.column.takes.rest'))
    unsupported('`serialization.last.column.takes.rest` is not read')
  const encoding = parameter(own, 'serialization.encoding') ?? 'UTF-8'
  if (!/^utf-?8$/i.test(encoding)) unsupported(`the files are in \`${encoding}\`; UTF-8 is read`)
  return {
    kind: 'delimited',
    delimiter,
    nullText: parameter(own, 'serialization.null.format') ?? '\\N',
    ...(own.has('escape.delim') ? { escaping: oneSign(own, 'escape.delim', '\\') } : {}),
  }
}

function json(own: Members): JsonRows {
  if (isSet(own, 'dots.in.keys')) unsupported('`dots.in.keys` is not read')
  const names = [...own].flatMap(([key, value]): readonly (readonly [string, string])[] =>
    key.startsWith('mapping.') ? [[key.slice('mapping.'.length).toLowerCase(), text(value, where)]] : [],
  )
  return {
    kind: 'json',
    names: new Map(names),
    isLenient: isSet(own, 'ignore.malformed.json'),
    isCaseSensitive: parameter(own, 'case.insensitive')?.toLowerCase() === 'false',
  }
}

function parameter(own: Members, name: string): string | undefined {
  return maybe(own.get(name), where, text)
}

function isSet(own: Members, name: string): boolean {
  return parameter(own, name)?.toLowerCase() === 'true'
}

/** One sign, written as itself or, as Hive also takes it, as the number that it has. */
function oneSign(own: Members, name: string, usual: string, isNumber = false): string {
  const written = parameter(own, name)
  if (written === undefined || written === '') return usual
  if (/^\d{1,3}$/.test(written) && (isNumber || written.length > 1)) return String.fromCharCode(Number(written))
  if ([...written].length !== 1) return unsupported(`\`${name}\` is more than one sign, which is not read`)
  return written
}

function linesOf(parameters: Members, own: Members, name: string): number {
  const written = parameter(parameters, name) ?? parameter(own, name) ?? '0'
  return /^\d{1,6}$/.test(written) ? Number(written) : unsupported(`\`${name}\` is no number of lines`)
}

const parquetInputs: ReadonlySet<string> = new Set([
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  'parquet.hive.DeprecatedParquetInputFormat',
])
const parquetSerdes: ReadonlySet<string> = new Set([
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  'parquet.hive.serde.ParquetHiveSerDe',
])
