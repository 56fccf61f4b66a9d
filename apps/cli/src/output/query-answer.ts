import type { IsolationReport, QueryAnswer } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import type { Settings } from '../settings.ts'
import { queryJson } from './answer-json.ts'
import { asColumns, besideEach } from './intervals.ts'
import { csvPieces, diagnosticsText, refusalText, suppressionNotes, withLineEnds } from './print.ts'
import { privacyNotes } from './privacy-notes.ts'
import type { Style } from './style.ts'
import { tableLines } from './table.ts'

/** An answer as text: the data, and what is said beside it. */
export type RenderedAnswer = { readonly data: Iterable<string>; readonly notes: Iterable<string> }

/** `hasIntervalColumns`: CSV has the ends of the intervals as columns of their own. */
export type RenderOptions = { readonly hasIntervalColumns?: boolean }

/**
 * A query's answer: the result, and beside it how exact it is and what it cost, what was withheld by rule, how the run
 * was kept apart, and the receipt.
 */
export function renderQueryAnswer(
  answer: QueryAnswer,
  settings: Settings,
  { hasIntervalColumns = false }: RenderOptions = {},
): RenderedAnswer {
  const { format, out, err } = settings
  if (format === 'json') return { data: queryJson(answer), notes: [] }
  if (answer.status === 'refused') return { data: [], notes: [refusalText(answer, settings)] }
  if (answer.status !== 'ok') {
    return { data: [], notes: [diagnosticsText(answer, err), ...withLineEnds(['', receiptNote(answer.receipt, err)])] }
  }
  const { columns, rows, privacy, suppression, receipt, isolation, receivers } = answer
  const notes = [
    ...(format === 'table' && rows !== undefined ? [''] : []),
    rows === undefined
      ? `the result went to ${receivers.map(showLine).join(', ')}: this member may ask but not receive`
      : err.dim(rows.length === 1 ? '1 row' : `${rows.length} rows`),
    ...(privacy === undefined ? [] : privacyNotes(privacy, err)),
    ...suppressionNotes(suppression, err),
    isolationNote(isolation, err),
    receiptNote(receipt, err),
  ]
  if (rows === undefined) return { data: [], notes: withLineEnds(notes) }
  const plain = columns.map(({ name, type }) => ({ name, isNumber: isNumeric(type) }))
  const add = format === 'table' ? besideEach : asColumns
  const intervals = format === 'table' || hasIntervalColumns ? (privacy?.intervals ?? {}) : {}
  const { columns: headings, rows: cells } = add(plain, rows, intervals)
  const data = format === 'csv' ? csvPieces(headings, cells) : withLineEnds(tableLines(headings, cells, out))
  return { data, notes: withLineEnds(notes) }
}

function receiptNote(receipt: string, style: Style): string {
  return `${style.dim('receipt')} ${receipt}`
}

function isolationNote({ level, missing }: IsolationReport, style: Style): string {
  const what = level === 'sandbox' ? 'sandboxed process' : 'locked-down process'
  const without = missing.length === 0 ? '' : `, without ${missing.map(showLine).join(', ')}`
  return `${style.dim('ran in')} a ${what}${without}`
}

function isNumeric(type: string): boolean {
  return type === 'BIGINT' || type === 'DOUBLE' || type.startsWith('DECIMAL')
}
