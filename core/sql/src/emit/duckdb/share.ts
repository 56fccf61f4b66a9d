import type { Names } from '../dialect.ts'
import { atom, lineBreak, type Sql } from '../sql.ts'

/** The longest text that is written several times rather than named. */
const longestRepeated = 120

/**
 * SQL that uses an argument several times. A short one is written several times; a long one, or one that holds a
 * subquery, is bound to a name by a list of one element — the only LET that DuckDB has —, so that nested calls grow the
 * text in proportion and nothing is computed twice.
 */
export function share(names: Names, argument: Sql, use: (argument: Sql) => Sql): Sql {
  if (isShort(argument)) return use(argument)
  const name = names.variable()
  return bind(argument.text, name, use(atom(name)))
}

/** The same for two arguments; they are bound together, as the inside of a binding may not hold a subquery. */
export function shareTwo(names: Names, a: Sql, b: Sql, use: (a: Sql, b: Sql) => Sql): Sql {
  if (!isShort(a) && !isShort(b)) {
    const name = names.variable()
    return bind(`{'a': ${a.text}, 'b': ${b.text}}`, name, use(atom(`${name}.a`), atom(`${name}.b`)))
  }
  return share(names, a, (x) => share(names, b, (y) => use(x, y)))
}

/** The same for three arguments. */
export function shareThree(names: Names, a: Sql, b: Sql, c: Sql, use: (a: Sql, b: Sql, c: Sql) => Sql): Sql {
  if ([a, b, c].every(isShort)) return use(a, b, c)
  const name = names.variable()
  const fields = `{'a': ${a.text}, 'b': ${b.text}, 'c': ${c.text}}`
  return bind(fields, name, use(atom(`${name}.a`), atom(`${name}.b`), atom(`${name}.c`)))
}

function isShort({ text }: Sql): boolean {
  return text.length <= longestRepeated && !text.includes(lineBreak)
}

function bind(argument: string, name: string, body: Sql): Sql {
  return atom(`list_transform([${argument}], lambda ${name}: ${body.text})[1]`)
}
