import { integerType, type Schema, type Tables, textType, type Value } from '@glovebox/sql'
import type { Random } from '../random.ts'
import { plainTables } from './plain-sql.ts'

/** The plain tables as `compile` sees them. */
export const plainSchema: Schema = {
  tables: Object.entries(plainTables).map(([name, columns]) => ({
    name,
    columns: columns.map((column) => ({
      name: column,
      type: column.startsWith('t') ? textType : integerType,
      nullable: true,
    })),
  })),
}

/** A few rows for each of them, with NULLs and duplicates; at most six, or exactly so many. */
export function plainRows(choices: Random, count?: number): Tables {
  return Object.fromEntries(
    plainSchema.tables.map(({ name, columns }) => {
      const row = (): readonly Value[] =>
        columns.map(({ type }) => {
          if (choices.below(5) === 0) return null
          return type.kind === 'text' ? choices.pick(['a', 'B', 'ab', '']) : BigInt(choices.below(4))
        })
      return [name, Array.from({ length: count ?? choices.below(7) }, row)]
    }),
  )
}
