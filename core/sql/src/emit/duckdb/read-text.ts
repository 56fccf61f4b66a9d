import type { SqlType } from '../../type/sql-type.ts'
import { atom, choose, type Sql } from '../sql.ts'
import { nullOf, tryCastAs } from './literal.ts'

/** ASCII white space, and the texts it may stand around. */
const blank = '[ \\t-\\r]*'
const year = '([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])'
const date = `${year}-[0-9]{2}-[0-9]{2}`
const time = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?'

const forms = {
  integer: '[+-]?[0-9]+',
  decimal: '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)',
  double: '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?',
  notFinite: '[+-]?([nN][aA][nN]|[iI][nN][fF]([iI][nN][iI][tT][yY])?)',
  date,
  timestamp: `${date}([ T]${time}Z?)?`,
  yes: '([tT][rR][uU][eE]|[tT]|[yY][eE][sS]|[yY]|1)',
  no: '([fF][aA][lL][sS][eE]|[fF]|[nN][oO]|[nN]|0)',
} as const

/**
 * The cast of a text, which must be short as it is written several times: only the agreed forms, not the many others
 * that DuckDB reads (`1_000`, `0x1F`, `1e3` as an integer, `epoch` …); NULL for any other text.
 */
export function readText(text: Sql, type: SqlType): Sql {
  const reads = (form: keyof typeof forms): Sql =>
    atom(`regexp_full_match(${text.text}, '${blank}${forms[form]}${blank}')`)
  switch (type.kind) {
    case 'boolean':
      return choose([
        [reads('yes'), atom('TRUE')],
        [reads('no'), atom('FALSE')],
      ])
    case 'integer':
    case 'decimal':
    case 'date':
      return choose([[reads(type.kind), tryCastAs(text, type)]])
    case 'double': {
      // What is too large for a double is not infinite.
      const hasValue = atom(`isfinite(${tryCastAs(text, type).text})`)
      return choose([
        [reads('notFinite'), tryCastAs(text, type)],
        [reads('double'), choose([[hasValue, tryCastAs(text, type)]])],
      ])
    }
    case 'timestamp':
      return choose([[reads('timestamp'), tryCastAs(withSeconds(text), type)]])
    case 'text':
      return text
    case 'interval':
    case 'null':
      return nullOf(type)
  }
}

/** DuckDB wants seconds before a Z, and no white space but blanks. */
function withSeconds(text: Sql): Sql {
  return atom(`regexp_replace(${text.text}, '^${blank}([0-9-]+([ T][0-9:.]+)?)Z?${blank}$', '\\1')`)
}
