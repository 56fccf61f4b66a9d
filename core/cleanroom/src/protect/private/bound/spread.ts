import { rational } from '@glovebox/privacy'
import { type Aggregate, type Expression, integerType, literal } from '@glovebox/sql'
import { type Asked, sameText } from './asked.ts'
import { scaledSumCell } from './cell.ts'
import type { Contribution } from './contribution.ts'
import { call, where } from './expressions.ts'
import { aboutMiddle } from './mean.ts'
import { perRow } from './per-row.ts'
import { refuseKind } from './refusals.ts'

/** What a variance or a standard deviation of rows needs. */
export function spread(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  if (aggregate.bounds?.per === 'group') return refuseKind(aggregate, 'row', asked)
  const found = perRow(aggregate, argument, asked)
  if (found === undefined) return undefined
  const { low, high, rows } = found
  // Squares of half a range, `rows` times, stay below 2^62.
  const bits = Math.max(4, Math.min(30, Math.floor((62 - Math.ceil(Math.log2(rows))) / 2)))
  const steps = 2n ** BigInt(bits)
  const parts = aboutMiddle(
    aggregate,
    argument,
    { low, high, rows, fineness: { size: high - low, ownSteps: steps, steps } },
    asked,
  )
  const { centre, count, sum, middle, counts, name } = parts
  const middleSquare = (centre.most * centre.most) / 2n
  const { at } = aggregate
  const d = centre.value(argument)
  const squared = call('subtract', [call('multiply', [d, d], at), literal(middleSquare, integerType, at)], at)
  const value = where(aggregate.filter, squared, at)
  const { numerator, denominator } = centre.step
  const squareStep = rational(numerator * numerator, denominator * denominator)
  const squares = scaledSumCell(
    `squares of ${name}`,
    counts,
    { kind: 'sum', value, key: sameText(value) },
    {
      step: squareStep,
      low: -middleSquare,
      high: centre.most * centre.most - middleSquare,
      rows,
    },
  )
  return {
    kind: 'variance',
    count,
    sum,
    squares,
    middle,
    middleSquare: (Number(middleSquare) * Number(squareStep.numerator)) / Number(squareStep.denominator),
    low,
    high,
    isDeviation: aggregate.function.startsWith('stddev'),
    isSample: aggregate.function.endsWith('sample'),
  }
}
