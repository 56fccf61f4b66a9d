/** A budget's way down: what was left at the start and after each question, from 0 to 1. */
export type BurnDown = {
  readonly left: readonly number[]
  /** What is left when an owner wants to be warned. */
  readonly marks: readonly number[]
  /** What the first and the last column stand for. */
  readonly from: string
  readonly to: string
}

export type PlotSettings = { readonly width: number; readonly height: number; readonly isUnicode: boolean }

type Glyphs = { readonly corner: string; readonly side: string; readonly floor: string; readonly mark: string }

const unicode: Glyphs = { corner: '└', side: '│', floor: '─', mark: '┄' }
const ascii: Glyphs = { corner: '+', side: '|', floor: '-', mark: '-' }

/** Parts of a cell that are filled, in eighths. */
const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

const labelWidth = 6

/**
 * The plot of a budget in text: questions from left to right, what is left from bottom to top. Blocks are never higher
 * than what is left; plain characters are its nearest row.
 */
export function burnDownLines(burnDown: BurnDown, { width, height, isUnicode }: PlotSettings): readonly string[] {
  const glyphs = isUnicode ? unicode : ascii
  const columns = Math.max(10, width - labelWidth - 1)
  const levels = columnLevels(burnDown.left, columns).map((left) => Math.floor(clamp(left) * height * 8 + 1e-9))
  const marked = new Set(burnDown.marks.map((mark) => rowOf(mark, height)))
  const rows = Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * 8
    const cells = levels.map((level) => {
      const cell = cellAt(clampEighths(level - below), isUnicode)
      return cell === ' ' && marked.has(row) ? glyphs.mark : cell
    })
    return `${labelOf(row, height)}${glyphs.side}${cells.join('').trimEnd()}`
  })
  const gap = ' '.repeat(Math.max(1, columns - burnDown.from.length - burnDown.to.length))
  return [
    ...rows,
    `${'0 %'.padStart(labelWidth - 1)} ${glyphs.corner}${glyphs.floor.repeat(columns)}`,
    `${' '.repeat(labelWidth + 1)}${burnDown.from}${gap}${burnDown.to}`,
  ]
}

/** What is left at the end of what each column stands for. */
function columnLevels(left: readonly number[], columns: number): readonly number[] {
  return Array.from({ length: columns }, (_, x) => left[Math.ceil(((x + 1) * left.length) / columns) - 1] ?? 0)
}

function cellAt(filled: number, isUnicode: boolean): string {
  return isUnicode ? (eighths[filled] ?? ' ') : filled >= 4 ? '#' : ' '
}

function labelOf(row: number, height: number): string {
  const label = row === 0 ? '100 %' : row === height / 2 ? '50 %' : ''
  return `${label.padStart(labelWidth - 1)} `
}

function rowOf(left: number, height: number): number {
  return height - 1 - Math.min(height - 1, Math.floor(clamp(left) * height))
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}

function clampEighths(value: number): number {
  return Math.min(8, Math.max(0, value))
}
