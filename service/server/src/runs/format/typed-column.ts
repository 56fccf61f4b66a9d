import type { Cell } from '@glovebox/api'
import { parseTypeText, readValue, type SqlType, textType, type Value } from '@glovebox/sql'
import type { ResultColumn } from './result-format.ts'

/** A column whose name is its own and whose type programs can read. */
export type TypedColumn = { readonly name: string; readonly type: SqlType }

/** Columns for formats with types: a name that came before gets a number, a column of NULLs is one of text. */
export function typedColumns(columns: readonly ResultColumn[]): readonly TypedColumn[] {
  const taken = new Set(columns.map(({ name }) => name))
  const given = new Set<string>()
  return columns.map(({ name, type }) => {
    let own = name
    for (let number = 2; given.has(own); number++) {
      const numbered = `${name}_${number}`
      if (!taken.has(numbered)) own = numbered
    }
    given.add(own)
    return { name: own, type: parseTypeText(type)?.type ?? textType }
  })
}

/** The value that a cell stands for: what `cellOf` was given. */
export function valueOfCell(cell: Cell, type: SqlType): Value {
  if (cell === null) return null
  if (type.kind === 'text') return String(cell)
  if (typeof cell === 'boolean') return cell
  if (typeof cell === 'number' && type.kind === 'double') return cell
  if (typeof cell === 'number' && (type.kind === 'integer' || (type.kind === 'decimal' && type.scale === 0)))
    return BigInt(cell)
  const value = readValue(String(cell), type)
  if (value === undefined) throw new Error(`a cell is not of its column's type ${type.kind}`)
  return value
}
