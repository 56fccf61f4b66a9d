import type { Expression } from '../relation/relation.ts'
import type { Range } from '../type/sql-type.ts'
import { toCommonType } from './comparison.ts'
import { type Definition, scalars } from './define.ts'
import { argument, aValue } from './parameter.ts'
import { boundsOf, claim, hull } from './range.ts'
import type { ScalarFunction } from './signature.ts'

/** The names in this table. */
export type ConditionalName = 'coalesce' | 'nullif' | 'greatest' | 'least'

/** Functions that choose among their arguments. */
export const conditionalFunctions: Readonly<Record<ConditionalName, ScalarFunction>> = scalars({
  coalesce: {
    spellings: ['coalesce', 'nvl', 'ifnull'],
    usage: 'coalesce(value, value …)',
    summary: 'The first argument that is not NULL.',
    takes: [aValue],
    repeats: true,
    prepares: toCommonType,
    gives: (args) => ({
      type: argument(args, 0).type,
      nullable: args.every((e) => e.nullable),
      ...hullOf(args),
    }),
  },
  nullif: {
    spellings: ['nullif'],
    usage: 'nullif(value, value)',
    summary: 'The first argument, or NULL where it equals the second.',
    compares: true,
    takes: [aValue, aValue],
    prepares: toCommonType,
    gives: (args) => {
      const { type, range } = argument(args, 0)
      return { type, nullable: true, ...(range === undefined ? {} : { range }) }
    },
  },
  greatest: choice('greatest', 'The greatest argument that is not NULL; NaN is the greatest number.'),
  least: choice('least', 'The least argument that is not NULL; NaN is the greatest number.'),
})

function choice(name: 'greatest' | 'least', summary: string): Definition {
  return {
    spellings: [name],
    usage: `${name}(value, value …)`,
    summary,
    compares: true,
    takes: [aValue],
    repeats: true,
    prepares: toCommonType,
    gives: (args) => {
      const { type } = argument(args, 0)
      return { type, nullable: args.every((e) => e.nullable), ...claim(chosenRange(name, args), type) }
    },
  }
}

/**
 * A NULL argument leaves the choice to the others, and NaN is the greatest number: so one argument bounds the result
 * from its side only where it is always a number; from the other side all of them do together.
 */
function chosenRange(name: 'greatest' | 'least', args: readonly Expression[]): Range | undefined {
  const isSure = (e: Expression): boolean => !e.nullable && (e.type.kind !== 'double' || e.kind === 'literal')
  const sure = args.filter((e) => isSure(e) && e.range !== undefined).map((e) => e.range as Range)
  const known = args.map(
    (e) => e.range ?? (e.type.kind === 'integer' || e.type.kind === 'decimal' ? boundsOf(e) : undefined),
  )
  const lows = known.map((range) => range?.low ?? Number.NEGATIVE_INFINITY)
  const highs = known.map((range) => range?.high ?? Number.POSITIVE_INFINITY)
  const range =
    name === 'greatest'
      ? { low: Math.max(...sure.map(({ low }) => low), Math.min(...lows)), high: Math.max(...highs) }
      : { low: Math.min(...lows), high: Math.min(...sure.map(({ high }) => high), Math.max(...highs)) }
  return Number.isFinite(range.low) || Number.isFinite(range.high) ? range : undefined
}

function hullOf(args: Parameters<typeof toCommonType>[0]): { readonly range?: NonNullable<ReturnType<typeof hull>> } {
  const range = hull(args.map((e) => e.range))
  return range === undefined ? {} : { range }
}
