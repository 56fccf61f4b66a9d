import type { Cell } from './answer.ts'

/**
 * One record of RFC 4180, with its CRLF. NULL is an empty field, empty text is `""`, so that both survive. Text that a
 * spreadsheet would take for a formula is left as it is: the file must say what the result says.
 */
export function csvRecord(cells: readonly Cell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`
}

function csvField(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
