import { type Shown, showText } from '@glovebox/diagnostics'
import type { Style } from './style.ts'

export type TableColumn = { readonly name: string; readonly isNumber?: boolean }

/** A cell as text; null shows as NULL. */
export type TableCell = string | null

/** An aligned table, a line at a time. Nothing that stands in it can write to the terminal. */
export function* tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  style: Style,
): Generator<string> {
  if (columns.length === 0) return
  const header = columns.map(({ name }) => showText(name))
  const body = rows.map((row) => row.map(showCell))
  const widths = header.map(({ width }, i) => body.reduce((widest, row) => Math.max(widest, row[i]?.width ?? 0), width))
  yield line(header, widths, columns, style.bold)
  yield style.dim(widths.map((width) => '─'.repeat(width)).join('  '))
  for (const row of body) yield line(row, widths, columns, (text, cell) => (cell === nullCell ? style.dim(text) : text))
}

const nullCell: Shown = { text: 'NULL', width: 4 }

function showCell(cell: TableCell): Shown {
  return cell === null ? nullCell : showText(cell)
}

function line(
  cells: readonly Shown[],
  widths: readonly number[],
  columns: readonly TableColumn[],
  paint: (text: string, cell: Shown) => string,
): string {
  return cells
    .map((cell, i) => {
      const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - cell.width))
      return columns[i]?.isNumber === true ? space + paint(cell.text, cell) : paint(cell.text, cell) + space
    })
    .join('  ')
    .trimEnd()
}
