import { oneOf, quote, type Wording } from './entry.ts'

/** SQL_: syntax, names and types of the analyst's SQL. */
export type SqlCodes = {
  SQL_SYNTAX: { found: string; expected: string }
  SQL_TABLE_UNKNOWN: { name: string; known: readonly string[] }
}

export const sqlCodes: Wording<SqlCodes> = {
  SQL_SYNTAX: {
    message: ({ found }) => `unexpected ${found}`,
    help: ({ expected }) => `expected ${expected}`,
  },
  SQL_TABLE_UNKNOWN: {
    message: ({ name }) => `there is no table ${quote(name)} in this collaboration`,
    help: ({ known }) => `use ${oneOf(known, 'a table of the collaboration; it has none yet')}`,
  },
}
