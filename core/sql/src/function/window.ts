import type { Expression } from '../relation/relation.ts'
import { integerType } from '../type/sql-type.ts'
import { aggregateFunctions } from './aggregate.ts'
import { coerce, inWords, unify } from './coerce.ts'
import type { AggregateName, WindowName } from './function-name.ts'
import { literal } from './literal.ts'
import { aLiteral, argument, aValue, take } from './parameter.ts'
import { hull } from './range.ts'
import type { Applied, Misapplied, WindowFunction } from './signature.ts'

const anOffset = aLiteral(0, 1_000_000)
const mostRows = 2 ** 53

/** Window functions. */
export const windowFunctions: Readonly<Record<WindowName, WindowFunction>> = {
  'row-number': numbering('row-number', 'row_number', 'The number of the row in its partition, from 1.'),
  rank: numbering('rank', 'rank', 'The number of the first row that sorts like this one.'),
  'dense-rank': numbering('dense-rank', 'dense_rank', 'How many different sort keys there are up to this one.'),
  lag: neighbour('lag', 'The value of the row so many before (1), or the default.'),
  lead: neighbour('lead', 'The value of the row so many after (1), or the default.'),
  'first-value': end('first-value', 'first_value', 'The value of the first row of the frame.'),
  'last-value': end('last-value', 'last_value', 'The value of the last row of the frame.'),
  sum: aggregate('sum'),
  count: aggregate('count'),
  avg: aggregate('avg'),
  min: aggregate('min'),
  max: aggregate('max'),
}

function numbering(name: WindowName, spelling: string, summary: string): WindowFunction {
  return {
    name,
    spellings: [spelling],
    usage: `${spelling}() OVER ([PARTITION BY …] ORDER BY …)`,
    summary,
    needsOrder: true,
    apply: (args) => {
      const taken = take(args, [])
      if ('expected' in taken) return taken
      return { arguments: [], type: integerType, nullable: false, range: { low: 1, high: mostRows } }
    },
  }
}

function neighbour(name: 'lag' | 'lead', summary: string): WindowFunction {
  return {
    name,
    spellings: [name],
    usage: `${name}(value [, offset [, default]]) OVER ([PARTITION BY …] ORDER BY …)`,
    summary,
    needsOrder: true,
    apply: applyNeighbour,
  }
}

/** Always three arguments: the value, the offset (1) and the default (NULL), a literal of the value's type. */
function applyNeighbour(args: readonly Expression[]): Applied | Misapplied {
  const taken = take(args, [aValue, anOffset, aValue], { needed: 1 })
  if ('expected' in taken) return taken
  const written = argument(taken, 0)
  const unified = unify([written])
  if ('expected' in unified) return unified
  const value = argument(unified.expressions, 0)
  const offset = taken[1] ?? literal(1n, integerType, written.at)
  const given = taken[2]
  const otherwise =
    given === undefined
      ? literal(null, value.type, written.at)
      : given.kind === 'literal'
        ? coerce(given, value.type)
        : undefined
  if (otherwise === undefined) return { expected: `${inWords(value.type)}, written out`, argument: 2 }
  const range =
    otherwise.kind === 'literal' && otherwise.value === null ? value.range : hull([value.range, otherwise.range])
  return {
    arguments: [value, offset, otherwise],
    type: value.type,
    nullable: value.nullable || otherwise.nullable,
    ...(range === undefined ? {} : { range }),
  }
}

function end(name: WindowName, spelling: string, summary: string): WindowFunction {
  return {
    name,
    spellings: [spelling],
    usage: `${spelling}(value) OVER ([PARTITION BY …] ORDER BY … [frame])`,
    summary,
    needsOrder: true,
    apply: (args) => {
      const taken = take(args, [aValue])
      if ('expected' in taken) return taken
      const { type, range } = argument(taken, 0)
      // A frame may be empty.
      return { arguments: taken, type, nullable: true, ...(range === undefined ? {} : { range }) }
    },
  }
}

function aggregate(name: AggregateName & WindowName): WindowFunction {
  const { spellings, summary, apply } = aggregateFunctions[name]
  return {
    name,
    spellings,
    usage: `${name}(${name === 'count' ? '* or value' : name === 'min' || name === 'max' ? 'value' : 'number'}) OVER (…)`,
    summary: `${summary} Over the frame.`,
    needsOrder: false,
    apply: (args) => (args.length > 1 ? { expected: '1 argument' } : apply(args[0])),
  }
}
