import type { Cell, Interval, PrivacyStatement } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import { confidenceText, intervalText, rounded } from './rounded.ts'
import type { TableCell, TableColumn } from './table.ts'

/** A result as text, with the cells that were added for its intervals. */
export type WithIntervals = {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly TableCell[])[]
}

type Intervals = PrivacyStatement['intervals']

/** What the columns of a result, and each of its rows, get beside them. */
type Beside = {
  readonly headings: (name: string, interval: Interval) => readonly TableColumn[]
  readonly cells: (interval: Interval, row: number, cell: Cell) => readonly TableCell[]
  /** The number itself. */
  readonly text: (interval: Interval, row: number, cell: Exclude<Cell, null>) => string
}

/**
 * For people: the interval beside each number, where numbers of a column differ in it, and no decimals far within the
 * noise.
 */
export function besideEach(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  all: Intervals,
): WithIntervals {
  return beside(columns, rows, all, {
    headings: (_, { confidence, perRow }) =>
      perRow === undefined ? [] : [{ name: `${confidenceText(confidence)} interval`, isNumber: true }],
    cells: ({ perRow }, row) => {
      const ends = perRow?.[row]
      return perRow === undefined ? [] : [ends === null || ends === undefined ? '' : intervalText(ends)]
    },
    text: (interval, row, cell) => {
      const ends = endsOf(interval, row, cell)
      return typeof cell === 'number' && ends !== undefined ? withinNoise(cell, ends.high - ends.low) : String(cell)
    },
  })
}

/** For programs: two columns after each noisy one, `reach.low` and `reach.high`, as exactly as they are known. */
export function asColumns(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  all: Intervals,
): WithIntervals {
  return beside(columns, rows, all, {
    headings: (name) => ['low', 'high'].map((end) => ({ name: `${name}.${end}`, isNumber: true })),
    cells: (interval, row, cell) => {
      const ends = endsOf(interval, row, cell)
      return ends === undefined ? [null, null] : [String(ends.low), String(ends.high)]
    },
    text: (_, __, cell) => String(cell),
  })
}

/** One line for each confidence: `± at 95 %: people 41, spent 1200`; of the columns whose numbers all have the same. */
export function constantIntervalLines(all: Intervals): readonly string[] {
  const byConfidence = new Map<number, string[]>()
  for (const [name, { confidence, halfWidth }] of Object.entries(all)) {
    if (halfWidth === undefined) continue
    const texts = byConfidence.get(confidence) ?? []
    byConfidence.set(confidence, [...texts, `${showLine(name)} ± ${rounded(halfWidth, 'up')}`])
  }
  return [...byConfidence].map(([confidence, texts]) => `${texts.join(', ')} at ${confidenceText(confidence)}`)
}

/** Decimals down to a thousandth of the interval's width, and no more. */
function withinNoise(value: number, width: number): string {
  if (Number.isInteger(value) || !(width > 0 && Number.isFinite(width))) return String(value)
  const decimals = Math.min(20, Math.max(0, 3 - Math.ceil(Math.log10(width))))
  const shown = value.toFixed(decimals)
  return shown.length < String(value).length ? shown : String(value)
}

function endsOf(
  { halfWidth, perRow }: Interval,
  row: number,
  cell: Cell,
): { readonly low: number; readonly high: number } | undefined {
  if (perRow !== undefined) return perRow[row] ?? undefined
  const value = cell === null || typeof cell === 'boolean' ? Number.NaN : Number(cell)
  return halfWidth === undefined || Number.isNaN(value)
    ? undefined
    : { low: value - halfWidth, high: value + halfWidth }
}

function beside(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  all: Intervals,
  { headings, cells, text }: Beside,
): WithIntervals {
  const intervals = columns.map(({ name }) => (Object.hasOwn(all, name) ? all[name] : undefined))
  return {
    columns: columns.flatMap((column, i) => {
      const interval = intervals[i]
      return [column, ...(interval === undefined ? [] : headings(column.name, interval))]
    }),
    rows: rows.map((row, r) =>
      row.flatMap((cell, i) => {
        const interval = intervals[i]
        if (interval === undefined) return [cell === null ? null : String(cell)]
        return [cell === null ? null : text(interval, r, cell), ...cells(interval, r, cell)]
      }),
    ),
  }
}
