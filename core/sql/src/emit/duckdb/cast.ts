import { boundsOf, fits } from '../../function/range.ts'
import type { SqlType } from '../../type/sql-type.ts'
import { decimalType, sameType } from '../../type/sql-type.ts'
import type { Argument, Names } from '../dialect.ts'
import { atom, choose, compare, infix, invoke, only, operand, type Sql } from '../sql.ts'
import { bareLiteral, castAs, integerText, nullOf, tryNarrowAs } from './literal.ts'
import { mayBeNaN } from './nan.ts'
import { readText } from './read-text.ts'
import { share } from './share.ts'

/** The total cast of an argument. */
export function cast(argument: Argument, to: SqlType, names: Names): Sql {
  const { expression, sql } = argument
  const from = expression.type
  if (sameType(from, to)) return sql
  switch (from.kind) {
    case 'null':
      return nullOf(to)
    case 'text':
      return share(names, [sql], (x) => readText(x, to))
    case 'integer':
      return fromInteger(argument, to, names)
    case 'decimal':
      return fromDecimal(argument, from, to, names)
    case 'double':
      return fromDouble(argument, to, names)
    case 'boolean':
    case 'date':
    case 'timestamp':
      return castAs(sql, to)
    case 'interval':
      throw new Error('an interval outside date arithmetic')
  }
}

function fromInteger({ expression, sql }: Argument, to: SqlType, names: Names): Sql {
  if (to.kind === 'boolean') return compare(sql, '<>', atom('0'))
  if (to.kind !== 'decimal' || fits(boundsOf(expression), to)) return castAs(sql, to)
  const highest = 10n ** BigInt(to.precision - to.scale) - 1n
  return share(names, [sql], (x) => only(within(x, integerText(-highest), integerText(highest)), castAs(x, to)))
}

type Decimal = Extract<SqlType, { kind: 'decimal' }>

function fromDecimal({ expression, sql }: Argument, from: Decimal, to: SqlType, names: Names): Sql {
  switch (to.kind) {
    case 'text':
      return decimalText(sql, from)
    case 'integer': {
      const { low, high } = boundsOf(expression)
      return fits({ low: low - 1, high: high + 1 }, to) ? castAs(sql, to) : tryNarrowAs(sql, to)
    }
    case 'decimal': {
      if (holds(from, to)) return castAs(sql, to)
      const highest = highestThatFits(from, to)
      const ends = [-highest, highest].map((value) => bareLiteral({ value, type: from }))
      return share(names, [sql], (x) => only(within(x, ends[0] ?? x, ends[1] ?? x), castAs(x, to)))
    }
    default:
      return castAs(sql, to)
  }
}

/** Whether every value of one decimal type is one of another, after rounding. */
function holds(from: Decimal, to: Decimal): boolean {
  const carry = from.scale > to.scale ? 1 : 0
  return from.precision - from.scale + carry <= to.precision - to.scale
}

/** The largest unscaled value of one type that rounds to a value of another. */
function highestThatFits(from: Decimal, to: Decimal): bigint {
  const lost = from.scale - to.scale
  if (lost <= 0) return 10n ** BigInt(to.precision + lost > 0 ? to.precision + lost : 0) - 1n
  return 10n ** BigInt(to.precision + lost) - 5n * 10n ** BigInt(lost - 1) - 1n
}

function within(x: Sql, low: Sql, high: Sql): Sql {
  return { text: `${operand(x, 'sum')} BETWEEN ${low.text} AND ${high.text}`, binds: 'comparison' }
}

/** DuckDB leaves out the 0 before the point where the type has no digit there. */
function decimalText(sql: Sql, from: Decimal): Sql {
  if (from.precision > from.scale) return castAs(sql, 'VARCHAR')
  if (from.precision < 38) return castAs(castAs(sql, decimalType(from.precision + 1, from.scale)), 'VARCHAR')
  return invoke('regexp_replace', castAs(sql, 'VARCHAR'), "'^(-?)[.]'", "'\\10.'")
}

function fromDouble({ expression, sql }: Argument, to: SqlType, names: Names): Sql {
  switch (to.kind) {
    case 'integer':
      // Only NaN can fail then; the argument is written once, however long it is.
      if (expression.range !== undefined && fits(expression.range, to)) return tryNarrowAs(sql, to)
      // 2^63 itself is not an integer; NaN is above it.
      return share(names, [sql], (x) => {
        const ends = [compare(x, '>=', atom('-9223372036854775808e0')), compare(x, '<', atom('9223372036854775808e0'))]
        return only({ text: ends.map((end) => end.text).join(' AND '), binds: 'and' }, castAs(x, to))
      })
    case 'decimal': {
      const limit = atom(`1e${to.precision - to.scale}`)
      return share(names, [sql], (x) => only(compare(invoke('abs', x), '<', limit), tryNarrowAs(x, to)))
    }
    case 'text':
      // There is one zero and one NaN; DuckDB also writes `-0.0` and `-nan`.
      return share(names, [sql], (x) => {
        const zero = [compare(x, '=', atom('0e0')), atom("'0.0'")] as const
        const branches = mayBeNaN(expression) ? [zero, [invoke('isnan', x), atom("'nan'")] as const] : [zero]
        return choose(branches, castAs(x, to))
      })
    default:
      return castAs(infix(sql, '+', atom('0e0'), 'sum'), to)
  }
}
