import type { DiagnosticView, Refusal, Suppression } from '@glovebox/api'
import { renderDiagnostics, showLine } from '@glovebox/diagnostics'
import type { Settings } from '../settings.ts'
import { jsonText } from './answer-json.ts'
import { csvRecord } from './csv.ts'
import type { Style } from './style.ts'
import { type TableCell, type TableColumn, tableLines } from './table.ts'
import { writeAll } from './write.ts'

// Data goes to standard output, everything else to standard error.

type Rows = readonly (readonly TableCell[])[]

/** One JSON value, on standard output. */
export async function printJson(value: unknown): Promise<void> {
  await writeAll(process.stdout, jsonText(value))
}

/** A table, aligned for people or as CSV, on standard output. */
export async function printTable(
  columns: readonly TableColumn[],
  rows: Rows,
  format: 'table' | 'csv',
  style: Style,
): Promise<void> {
  const pieces = format === 'csv' ? csvPieces(columns, rows) : withLineEnds(tableLines(columns, rows, style))
  await writeAll(process.stdout, pieces)
}

/** Lines of text, on standard output. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  await writeAll(process.stdout, withLineEnds(lines))
}

/** Lines that are not data, on standard error. */
export async function printNotes(lines: Iterable<string>): Promise<void> {
  await writeAll(process.stderr, withLineEnds(lines))
}

/** A refusal, on standard error. */
export async function printRefusal(refusal: Refusal, settings: Settings): Promise<void> {
  await writeAll(process.stderr, [refusalText(refusal, settings)])
}

/** Refusals and warnings, on standard error. `name`: the file that their text is. */
export async function printDiagnostics(diagnosed: Diagnosed, style: Style, name?: string): Promise<void> {
  await writeAll(process.stderr, [diagnosticsText(diagnosed, style, name)])
}

/** Diagnostics and the text that their places are in. */
export type Diagnosed = { readonly diagnostics: readonly DiagnosticView[]; readonly text: string }

/** Refusals and warnings with the text they speak of underlined. */
export function diagnosticsText({ diagnostics, text }: Diagnosed, style: Style, name?: string): string {
  const width = process.stderr.columns
  return renderDiagnostics(diagnostics, text, {
    colour: style.isColoured,
    ...(width === undefined ? {} : { width }),
    ...(name === undefined ? {} : { name }),
  })
}

/** A refusal; the places of one that refuses the collaboration file are in that file. */
export function refusalText(refusal: Refusal, { err, file }: Settings): string {
  return diagnosticsText(refusal, err, refusal.reason === 'validation' ? file : undefined)
}

/** What is withheld by rule: said with every result of such a query, whether or not anything was. */
export function suppressionNotes({ constraints }: Suppression, style: Style): readonly string[] {
  return constraints.map(({ note, owner }) => `${style.bold('note')}: ${showLine(note)} (rule of ${showLine(owner)})`)
}

/** A table as CSV. */
export function* csvPieces(columns: readonly TableColumn[], rows: Rows): Generator<string> {
  // A terminal would obey what a file only keeps.
  const show = process.stdout.isTTY === true ? showLine : (text: string) => text
  yield csvRecord(columns.map(({ name }) => show(name)))
  for (const row of rows) yield csvRecord(row.map((cell) => (cell === null ? null : show(cell))))
}

/** Lines as they are written. */
export function* withLineEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`
}
