import type { WindowName } from '../../function/function-name.ts'
import type { WindowCallParts, WindowSpelling } from '../dialect.ts'
import { argumentAt } from '../dialect.ts'
import { atom, type Sql } from '../sql.ts'
import { averaged } from './aggregate.ts'
import { castAs } from './literal.ts'

/** Window functions. */
export const windows: Readonly<Record<WindowName, WindowSpelling>> = {
  'row-number': over('row_number'),
  rank: over('rank'),
  'dense-rank': over('dense_rank'),
  lag: neighbour('lag'),
  lead: neighbour('lead'),
  'first-value': over('first_value'),
  'last-value': over('last_value'),
  sum: (parts) => {
    const sum = over('sum')(parts)
    return parts.args[0]?.expression.type.kind === 'integer' ? castAs(sum, parts.call.column.type) : sum
  },
  count: (parts) => (parts.args.length === 0 ? written('count', '*', parts) : over('count')(parts)),
  avg: (parts) => {
    const argument = argumentAt(parts.args, 0)
    return written('avg', averaged(argument.sql, argument).text, parts)
  },
  min: over('min'),
  max: over('max'),
}

function over(name: string): WindowSpelling {
  return (parts) => written(name, parts.args.map((a) => a.sql.text).join(', '), parts)
}

/** The value, the offset and the default; the last two are literals. */
function neighbour(name: string): WindowSpelling {
  return (parts) => {
    const [value, offset, otherwise] = parts.args
    const texts = [value?.sql.text, offset?.bare.text, otherwise?.sql.text].filter((text) => text !== undefined)
    return written(name, texts.join(', '), parts)
  }
}

function written(name: string, args: string, { over }: WindowCallParts): Sql {
  return atom(`${name}(${args}) OVER (${over})`)
}
