import type { Cell, IsolationReport, QueryAnswer } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import type { Settings } from '../settings.ts'
import { queryJson } from './answer-json.ts'
import { printDiagnostics, printNotes, printRefusal, printTable, suppressionNotes } from './print.ts'
import type { Style } from './style.ts'
import type { TableCell } from './table.ts'
import { writeAll } from './write.ts'

/** A query's answer: the result on standard output, and beside it what was withheld by rule, isolation and receipt. */
export async function printQueryAnswer(answer: QueryAnswer, settings: Settings): Promise<void> {
  const { format, out, err } = settings
  if (format === 'json') return writeAll(process.stdout, queryJson(answer))
  if (answer.status === 'refused') return printRefusal(answer, settings)
  if (answer.status !== 'ok') {
    await printDiagnostics(answer, err)
    return printNotes([receiptNote(answer.receipt, err)])
  }
  const { columns, rows, suppression, receipt, isolation, receivers } = answer
  if (rows !== undefined) {
    const headings = columns.map(({ name, type }) => ({ name, isNumber: isNumeric(type) }))
    await printTable(headings, rows.map(cellTexts), format, out)
  }
  await printNotes([
    ...(format === 'table' ? [''] : []),
    rows === undefined
      ? `the result went to ${receivers.map(showLine).join(', ')}: this member may ask but not receive`
      : err.dim(rows.length === 1 ? '1 row' : `${rows.length} rows`),
    ...suppressionNotes(suppression, err),
    isolationNote(isolation, err),
    receiptNote(receipt, err),
  ])
}

function receiptNote(receipt: string, style: Style): string {
  return `${style.dim('receipt')} ${receipt}`
}

function isolationNote({ level, missing }: IsolationReport, style: Style): string {
  const what = level === 'sandbox' ? 'sandboxed process' : 'locked-down process'
  const without = missing.length === 0 ? '' : `, without ${missing.map(showLine).join(', ')}`
  return `${style.dim('ran in')} a ${what}${without}`
}

function cellTexts(row: readonly Cell[]): readonly TableCell[] {
  return row.map((cell) => (cell === null ? null : String(cell)))
}

function isNumeric(type: string): boolean {
  return type === 'BIGINT' || type === 'DOUBLE' || type.startsWith('DECIMAL')
}
