import type { Names } from '../dialect.ts'
import { atom, lineBreak, type Sql } from '../sql.ts'

/** The longest text that is written several times rather than named. */
const longestRepeated = 120

/**
 * SQL that uses arguments several times. Short ones are written several times; long ones, and those that hold a
 * subquery, are bound to a name by a list of one element — the only LET that DuckDB has —, so that nested calls grow the
 * text in proportion and nothing is computed twice. Whatever `use` writes must be among the arguments: a subquery may
 * not stand inside a binding.
 */
export function share<Arguments extends readonly Sql[]>(
  names: Names,
  args: readonly [...Arguments],
  use: (...args: { [K in keyof Arguments]: Sql }) => Sql,
): Sql {
  const apply = use as (...args: readonly Sql[]) => Sql
  const bound = args.filter((sql) => !isShort(sql))
  const [only] = bound
  if (only === undefined) return apply(...args)
  const name = names.variable()
  if (bound.length === 1) return bind(only.text, name, apply(...args.map((sql) => (sql === only ? atom(name) : sql))))
  const fields = bound.map((sql, i) => `'${field(i)}': ${sql.text}`).join(', ')
  // Not `v1.a`, which HAVING takes for a column.
  const named = (sql: Sql): Sql => (isShort(sql) ? sql : atom(`${name}['${field(bound.indexOf(sql))}']`))
  return bind(`{${fields}}`, name, apply(...args.map(named)))
}

function field(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index)
}

function isShort({ text }: Sql): boolean {
  return text.length <= longestRepeated && !text.includes(lineBreak)
}

function bind(argument: string, name: string, body: Sql): Sql {
  return atom(`list_transform([${argument}], lambda ${name}: ${body.text})[1]`)
}
