import { toCommonType } from './comparison.ts'
import { type Definition, scalars } from './define.ts'
import { anyNullable, argument, aValue } from './parameter.ts'
import { hull } from './range.ts'
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
  const better = name === 'greatest' ? Math.max : Math.min
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
      const all = hull(args.map((e) => e.range))
      // A NULL or NaN argument leaves the choice to the others, so that the result may be any of them.
      const mayPass = anyNullable(args) || type.kind === 'double'
      const range =
        all === undefined || mayPass
          ? all
          : {
              low: better(...args.map((e) => e.range?.low ?? all.low)),
              high: better(...args.map((e) => e.range?.high ?? all.high)),
            }
      return { type, nullable: args.every((e) => e.nullable), ...(range === undefined ? {} : { range }) }
    },
  }
}

function hullOf(args: Parameters<typeof toCommonType>[0]): { readonly range?: NonNullable<ReturnType<typeof hull>> } {
  const range = hull(args.map((e) => e.range))
  return range === undefined ? {} : { range }
}
