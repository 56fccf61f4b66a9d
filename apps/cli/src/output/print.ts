import type { DiagnosticView, Refusal, Suppression } from '@glovebox/api'
import { renderDiagnostics, showLine } from '@glovebox/diagnostics'
import type { Settings } from '../settings.ts'
import { jsonText } from './answer-json.ts'
import { csvRecord } from './csv.ts'
import type { Style } from './style.ts'
import { type TableCell, type TableColumn, tableLines } from './table.ts'
import { writeAll } from './write.ts'

// Data goes to standard output, everything else to standard error.

/** One JSON value, on standard output. */
export async function printJson(value: unknown): Promise<void> {
  await writeAll(process.stdout, jsonText(value))
}

/** Refusals and warnings with the text they speak of underlined, on standard error. `name`: the file the text is in. */
export async function printDiagnostics(
  { diagnostics, text }: { readonly diagnostics: readonly DiagnosticView[]; readonly text: string },
  style: Style,
  name?: string,
): Promise<void> {
  if (diagnostics.length === 0) return
  const width = process.stderr.columns
  const options = {
    colour: style.isColoured,
    ...(width === undefined ? {} : { width }),
    ...(name === undefined ? {} : { name }),
  }
  await writeAll(process.stderr, [`${renderDiagnostics(diagnostics, text, options)}\n`])
}

/** A refusal; places of one that refuses the collaboration file are in that file. */
export async function printRefusal(refusal: Refusal, { err, file }: Settings): Promise<void> {
  await printDiagnostics(refusal, err, refusal.reason === 'validation' ? file : undefined)
}

/** A table, aligned for people or as CSV, on standard output. */
export async function printTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  format: 'table' | 'csv',
  style: Style,
): Promise<void> {
  await writeAll(
    process.stdout,
    format === 'csv' ? csvLines(columns, rows) : withLineEnds(tableLines(columns, rows, style)),
  )
}

function* csvLines(columns: readonly TableColumn[], rows: readonly (readonly TableCell[])[]): Generator<string> {
  // A terminal would obey what a file only keeps.
  const safe = process.stdout.isTTY === true ? (cell: TableCell) => (cell === null ? null : showLine(cell)) : undefined
  yield csvRecord(columns.map(({ name }) => safe?.(name) ?? name))
  for (const row of rows) yield csvRecord(safe === undefined ? row : row.map(safe))
}

/** Lines of text, on standard output. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  await writeAll(process.stdout, withLineEnds(lines))
}

/** Lines that are not data, on standard error. */
export async function printNotes(lines: Iterable<string>): Promise<void> {
  await writeAll(process.stderr, withLineEnds(lines))
}

/** What is withheld by rule: said with every result of such a query, whether or not anything was. */
export function suppressionNotes({ constraints }: Suppression, style: Style): readonly string[] {
  return constraints.map(({ note, owner }) => `${style.bold('note')}: ${showLine(note)} (rule of ${showLine(owner)})`)
}

function* withLineEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`
}
