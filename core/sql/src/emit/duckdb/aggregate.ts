import type { AggregateName } from '../../function/function-name.ts'
import { doubleType } from '../../type/sql-type.ts'
import type { AggregateCallParts, AggregateSpelling, Argument } from '../dialect.ts'
import { atom, choose, compare, connect, invoke, only, operand, type Sql } from '../sql.ts'
import { castAs, tryNarrowAs } from './literal.ts'
import { mayBeNaN } from './nan.ts'
import { share } from './share.ts'

/** Aggregates. DuckDB's own sums of integers and of decimals up to 28 digits cannot overflow. */
export const aggregates: Readonly<Record<AggregateName, AggregateSpelling>> = {
  count: (parts) => (parts.argument === undefined ? filtered(atom('count(*)'), parts) : over('count', parts)),
  sum: (parts) => {
    const sum = over('sum', parts)
    if (parts.argument?.expression.type.kind !== 'integer') return sum
    const { type } = parts.aggregate.column
    // A rewritten query may ask for 64 bits, which are several times faster than 38 digits; beyond them it is NULL.
    return type.kind === 'integer' ? tryNarrowAs(sum, type) : castAs(sum, type)
  },
  avg: (parts) => over('avg', parts, (sql) => averaged(sql, parts.argument)),
  min: (parts) => over('min', parts),
  max: (parts) => over('max', parts),
  'stddev-sample': (parts) => spread('stddev_samp', parts),
  'stddev-population': (parts) => spread('stddev_pop', parts),
  'variance-sample': (parts) => spread('var_samp', parts),
  'variance-population': (parts) => spread('var_pop', parts),
  median: (parts) => over('median', parts, asDouble),
  'percentile-cont': (parts) => {
    const { argument, aggregate } = parts
    if (argument === undefined || aggregate.fraction === undefined) throw new Error('a percentile without its fraction')
    const fraction = `${aggregate.fraction}${String(aggregate.fraction).includes('e') ? '' : 'e0'}`
    return filtered(invoke('quantile_cont', distinct(asDouble(argument.sql, parts), parts), fraction), parts)
  },
}

/** What is averaged: the exact sum of decimals with more than 28 digits might overflow. */
export function averaged(sql: Sql, argument: Argument | undefined): Sql {
  const type = argument?.expression.type
  return type?.kind === 'decimal' && type.precision > 28 ? castAs(sql, doubleType) : sql
}

/** The largest magnitude that DuckDB can square and sum without an error, with room. */
const largestSpread = '1e140'

/** DuckDB raises where a spread is not finite: such values are kept from it, and the result is NaN. */
function spread(name: string, parts: AggregateCallParts): Sql {
  const { argument, names } = parts
  if (argument === undefined) throw new Error('a spread of nothing')
  if (!mayBeLarge(parts)) return over(name, parts)
  const x = argument.sql
  // Aggregates may not stand inside a binding, so that a long argument is written once for each of them.
  const usual = share(names, [x], (value) => only(compare(invoke('abs', value), '<=', atom(largestSpread)), value))
  const magnitude = filtered(invoke('max', invoke('abs', x)), parts)
  const large: Sql = { text: `${magnitude.text} > ${largestSpread}`, binds: 'comparison' }
  const size = filtered(invoke('count', distinct(x, parts)), parts)
  const several: Sql = { text: `${size.text} > 1`, binds: 'comparison' }
  const isOdd = name.endsWith('samp') ? connect([large, several], 'and') : large
  return choose([[isOdd, castAs(atom("'nan'"), doubleType)]], filtered(invoke(name, distinct(usual, parts)), parts))
}

function mayBeLarge({ argument }: AggregateCallParts): boolean {
  const e = argument?.expression
  if (e === undefined || e.type.kind !== 'double') return false
  return mayBeNaN(e) || e.kind === 'literal'
}

/** The quantiles of decimals would be decimals. */
function asDouble(sql: Sql, { argument }: AggregateCallParts): Sql {
  return argument?.expression.type.kind === 'decimal' ? castAs(sql, doubleType) : sql
}

function over(
  name: string,
  parts: AggregateCallParts,
  prepare: (sql: Sql, parts: AggregateCallParts) => Sql = (sql) => sql,
): Sql {
  if (parts.argument === undefined) throw new Error('an aggregate of nothing')
  return filtered(invoke(name, distinct(prepare(parts.argument.sql, parts), parts)), parts)
}

function distinct(sql: Sql, { aggregate, argument }: AggregateCallParts): Sql {
  const different: Sql = aggregate.distinct ? { text: `DISTINCT ${sql.text}`, binds: 'atom' } : sql
  if (aggregate.isOrdered !== true || argument === undefined) return different
  return { text: `${different.text} ORDER BY ${aggregate.distinct ? sql.text : argument.sql.text}`, binds: 'atom' }
}

function filtered(sql: Sql, { filter }: AggregateCallParts): Sql {
  return filter === undefined ? sql : atom(`${sql.text} FILTER (WHERE ${operand(filter, 'or')})`)
}
