import type { SqlType } from '@glovebox/sql'
import { malformed, unsupported } from '../lake/refused.ts'
import { dateText, timestampText } from '../lake/value-text.ts'
import type { DelimitedRows, JsonRows, QuotedRows, TextLayout } from './file-layout.ts'

/** A column of lines, in the order in which cells stand. */
export type LineColumn = { readonly name: string; readonly type?: SqlType }

/** Cells of a line, by the places of columns; null is NULL. */
export type RowReader = (line: string) => readonly (string | null)[]

/** How lines are read as rows. */
export function rowReader(rows: TextLayout['rows'], columns: readonly LineColumn[]): RowReader {
  switch (rows.kind) {
    case 'delimited':
      return (line) => {
        const cells = delimitedCells(rows, line)
        return columns.map(({ type }, at) => emptied(type, cells[at] ?? null))
      }
    case 'quoted':
      return (line) => {
        const cells = quotedCells(rows, line)
        return columns.map(({ type }, at) => unixForm(type, emptied(type, cells[at] ?? null)))
      }
    case 'json':
      return jsonReader(rows, columns)
  }
}

/** Nothing is a value of texts alone. */
function emptied(type: SqlType | undefined, cell: string | null): string | null {
  return cell === '' && type?.kind !== 'text' ? null : cell
}

function delimitedCells({ delimiter, escaping, nullText }: DelimitedRows, line: string): readonly (string | null)[] {
  const raw = escaping === undefined ? line.split(delimiter) : splitEscaped(line, delimiter, escaping)
  return raw.map((cell) => (cell === nullText ? null : escaping === undefined ? cell : unescaped(cell, escaping)))
}

function splitEscaped(line: string, delimiter: string, escaping: string): readonly string[] {
  const cells: string[] = []
  let from = 0
  for (let at = 0; at < line.length; at++) {
    if (line[at] === escaping) at++
    else if (line[at] === delimiter) {
      cells.push(line.slice(from, at))
      from = at + 1
    }
  }
  return [...cells, line.slice(from)]
}

function unescaped(cell: string, escaping: string): string {
  if (!cell.includes(escaping)) return cell
  let text = ''
  for (let at = 0; at < cell.length; at++) {
    if (cell[at] !== escaping || at + 1 === cell.length) text += cell[at] ?? ''
    else {
      const next = cell[++at] ?? ''
      text += next === 'r' ? '\r' : next === 'n' ? '\n' : next
    }
  }
  return text
}

function quotedCells({ delimiter, quote, escaping }: QuotedRows, line: string): readonly string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at)
    const next = line[at + 1]
    if (isQuoted && sign === escaping && escaping !== quote && (next === quote || next === escaping)) {
      cell += next
      at++
    } else if (isQuoted && sign === quote && next === quote) {
      cell += quote
      at++
    } else if (sign === quote && isQuoted) isQuoted = false
    else if (sign === quote && cell.trim() === '') {
      cell = ''
      isQuoted = true
    } else if (sign === delimiter && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  if (isQuoted) return unsupported('a quoted cell of a file does not end in its line: OpenCSVSerde reads line by line')
  return [...cells, cell]
}

/** Days and milliseconds since 1970, as this SerDe has dates and moments; what is written out stays. */
function unixForm(type: SqlType | undefined, cell: string | null): string | null {
  if (cell === null || !/^-?\d{1,17}$/.test(cell)) return cell
  if (type?.kind === 'date') return dateText(BigInt(cell))
  return type?.kind === 'timestamp' ? timestampText(BigInt(cell) * 1000n) : cell
}

function jsonReader({ names, isLenient, isCaseSensitive }: JsonRows, columns: readonly LineColumn[]): RowReader {
  const folded = (key: string): string => (isCaseSensitive ? key : key.toLowerCase())
  const keys = columns.map(({ name }) => folded(names.get(name.toLowerCase()) ?? name))
  const nothing = columns.map(() => null)
  return (line) => {
    if (line.trim() === '') return nothing
    const object = parsed(line)
    if (object === undefined) return isLenient ? nothing : malformed('a line of a file is no JSON object')
    const cells = new Map<string, string | null>()
    for (const [key, value] of Object.entries(object)) cells.set(folded(key), cellOf(value))
    return keys.map((key) => cells.get(key) ?? null)
  }
}

/** A number as it was written: doubles do not hold them all. */
class Written {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

function parsed(line: string): object | undefined {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? new Written(context?.source ?? String(value)) : value
  try {
    const value: unknown = JSON.parse(line, exact)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function cellOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (value instanceof Written) return value.text
  if (typeof value === 'boolean') return String(value)
  return JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Written ? Number(inner.text) : inner))
}
