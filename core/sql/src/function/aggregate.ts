import type { Expression } from '../relation/relation.ts'
import { decimalType, doubleType, integerType, type SqlType } from '../type/sql-type.ts'
import type { AggregateName } from './function-name.ts'
import { castTo } from './literal.ts'
import { aNumber, type Outcome, type Parameter } from './parameter.ts'
import { boundsOf, claim, multiplyRanges } from './range.ts'
import type { AggregateFunction, Applied, Misapplied } from './signature.ts'

/** More rows than any machine can count. */
const mostRows = 2 ** 53

/** What MIN and MAX take. */
const anOrdered: Parameter = {
  expected: 'a number, a text, a date or a timestamp',
  take: (e) => (e.type.kind === 'interval' || e.type.kind === 'boolean' ? undefined : e),
}

const aCountable: Parameter = { expected: 'a value', take: (e) => (e.type.kind === 'interval' ? undefined : e) }

/** Aggregates. NULLs are left out; of no values at all COUNT is 0 and the others are NULL. */
export const aggregateFunctions: Readonly<Record<AggregateName, AggregateFunction>> = {
  count: {
    name: 'count',
    spellings: ['count'],
    usage: 'count(*) or count([DISTINCT] value)',
    summary: 'How many rows, or how many values that are not NULL.',
    apply: (given) => {
      const outcome = { type: integerType, nullable: false, range: { low: 0, high: mostRows } }
      return given === undefined ? { arguments: [], ...outcome } : applied(given, aCountable, () => outcome)
    },
  },
  sum: {
    name: 'sum',
    spellings: ['sum'],
    usage: 'sum([DISTINCT] number)',
    summary: 'The sum: of integers a DECIMAL(38,0), of decimals up to 28 digits a DECIMAL(38,s), else a double.',
    apply: (given) => applied(given, aNumber, summed, widened),
  },
  avg: average('avg', ['avg', 'mean'], 'avg([DISTINCT] number)', 'The mean, a double.'),
  min: extreme('min', 'The least value.'),
  max: extreme('max', 'The greatest value; NaN is the greatest number.'),
  'stddev-sample': spread(
    'stddev-sample',
    ['stddev', 'stddev_samp'],
    'The standard deviation of a sample; NULL of one value.',
  ),
  'stddev-population': spread('stddev-population', ['stddev_pop'], 'The standard deviation of the whole.'),
  'variance-sample': spread(
    'variance-sample',
    ['variance', 'var_samp'],
    'The variance of a sample; NULL of one value.',
  ),
  'variance-population': spread('variance-population', ['var_pop'], 'The variance of the whole.'),
  median: average(
    'median',
    ['median'],
    'median(number)',
    'The middle value, or the mean of the two in the middle, a double.',
  ),
  'percentile-cont': average(
    'percentile-cont',
    ['percentile_cont'],
    'percentile_cont(fraction) WITHIN GROUP (ORDER BY number)',
    'The value below which that fraction lies, between two neighbours if need be, a double.',
  ),
}

/** The type of a sum: wide enough for more rows than there are, or a double. */
export function sumType(type: SqlType): SqlType {
  if (type.kind === 'integer') return decimalType(38, 0)
  return type.kind === 'decimal' && type.precision <= 28 ? decimalType(38, type.scale) : doubleType
}

function summed(e: Expression): Outcome {
  const type = sumType(e.type)
  // NaN and infinity come and go in sums of doubles.
  const range = type.kind === 'double' ? undefined : multiplyRanges(boundsOf(e), { low: 1, high: mostRows })
  return { type, nullable: true, ...claim(range, type) }
}

function widened(e: Expression): Expression {
  return e.type.kind === 'decimal' && sumType(e.type).kind === 'double' ? castTo(e, doubleType, true) : e
}

function applied(
  given: Expression | undefined,
  parameter: Parameter,
  outcome: (e: Expression) => Outcome,
  prepare: (e: Expression) => Expression = (e) => e,
): Applied | Misapplied {
  if (given === undefined) return { expected: parameter.expected }
  const taken = parameter.take(given)
  return taken === undefined
    ? { expected: parameter.expected, argument: 0 }
    : { arguments: [prepare(taken)], ...outcome(taken) }
}

function average(name: AggregateName, spellings: readonly string[], usage: string, summary: string): AggregateFunction {
  return {
    name,
    spellings,
    usage,
    summary,
    apply: (given) => applied(given, aNumber, () => ({ type: doubleType, nullable: true })),
  }
}

function spread(name: AggregateName, spellings: readonly string[], summary: string): AggregateFunction {
  return average(
    name,
    spellings,
    `${spellings[0]}([DISTINCT] number)`,
    `${summary} NaN if a value is NaN, infinite or beyond 1e140.`,
  )
}

function extreme(name: 'min' | 'max', summary: string): AggregateFunction {
  return {
    name,
    spellings: [name],
    usage: `${name}(value)`,
    summary,
    apply: (given) =>
      applied(given, anOrdered, (e) => ({
        type: e.type,
        nullable: true,
        ...(e.range === undefined ? {} : { range: e.range }),
      })),
  }
}
