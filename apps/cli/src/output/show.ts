import type { Settings } from '../settings.ts'
import { fieldLines } from './fields.ts'
import { printJson, printLines, printNotes, printTable } from './print.ts'
import type { TableCell } from './table.ts'

/** What of an item stands under which heading. */
export type Columns<T> = Readonly<Record<string, (item: T) => string | number | boolean | null | undefined>>

/** How answers of a server are printed: as they are in JSON, their gist otherwise. */
export type Show = {
  /** Items under headings. */
  readonly list: <T>(answer: { readonly items: readonly T[] }, columns: Columns<T>) => Promise<void>
  /** One thing; `fields` is what people see of it. */
  readonly one: (answer: object, fields?: Readonly<Record<string, unknown>>) => Promise<void>
  /** What was done, beside the data; in JSON the thing as it is afterwards. */
  readonly done: (sentence: string, answer?: object) => Promise<void>
  /** Something to know beside the data. */
  readonly note: (sentence: string) => Promise<void>
}

/** Prints as the command line asks. */
export function showWith({ format, out }: Settings): Show {
  return {
    list: async (answer, columns) => {
      if (format === 'json') return printJson(answer)
      const names = Object.keys(columns)
      const rows = answer.items.map((item) => names.map((name) => cellText(columns[name]?.(item))))
      if (rows.length === 0 && format === 'table') return printNotes(['there are none'])
      return printTable(
        names.map((name) => ({ name, isNumber: isNumeric(answer.items[0], columns[name]) })),
        rows,
        format,
        out,
      )
    },
    one: async (answer, fields) => {
      if (format === 'json') return printJson(answer)
      const shown = fields ?? { ...answer }
      if (format === 'table') return printLines(fieldLines(shown, out))
      const rows = Object.entries(shown).flatMap(([name, value]) => (value === undefined ? [] : [[name, flat(value)]]))
      return printTable([{ name: 'field' }, { name: 'value' }], rows, format, out)
    },
    done: async (sentence, answer) => {
      if (format === 'json' && answer !== undefined) await printJson(answer)
      else await printNotes([sentence])
    },
    note: (sentence) => printNotes([sentence]),
  }
}

function isNumeric<T>(first: T | undefined, column: Columns<T>[string] | undefined): boolean {
  return first !== undefined && typeof column?.(first) === 'number'
}

function cellText(value: string | number | boolean | null | undefined): TableCell {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === null || value === undefined ? '' : String(value)
}

function flat(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
