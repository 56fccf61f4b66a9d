import { deviationInterval, meanInterval, varianceInterval } from '@glovebox/privacy'
import type { Formula, PrivateStep } from '../model/private-step.ts'
import { alpha, type Interval } from './estimate.ts'
import { readingOf } from './reading.ts'

/** An interval, and the units in a group that its width is for; absent where that does not matter. */
export type TypicalInterval = Interval & { readonly units?: number }

/**
 * An interval as wide as a column's is to be expected, before anything runs: of means and variances as the largest in a
 * group of which a count is within a tenth. Undefined where the width depends on the values.
 */
export function typicalInterval(formula: Formula, step: PrivateStep): TypicalInterval | undefined {
  switch (formula.kind) {
    case 'value':
      return readingOf(step, formula.coordinate, alpha).interval(0n)
    case 'mean': {
      const { middle, low, high } = formula
      const units = typicalUnits(formula.count, step)
      const means = [low, middle, high]
      const widths = means.map((mean) => {
        const sum = around(units * (mean - middle), formula.sum, step, 2)
        const count = around(units, formula.count, step, 2)
        return farthest(mean, meanInterval({ sum, count, middle, range: { low, high } }))
      })
      return { ...spread(middle, widths), units }
    }
    case 'variance': {
      const { middle, middleSquare, low, high, isSample, isDeviation } = formula
      const units = typicalUnits(formula.count, step)
      const reach = Math.max(high - middle, middle - low)
      const widths = [0, reach ** 2].map((variance) => {
        const sum = around(0, formula.sum, step, 3)
        const squares = around(units * (variance - middleSquare), formula.squares, step, 3)
        const count = around(units, formula.count, step, 3)
        const parts = { sum, squares, count, middle, middleSquare, range: { low, high }, isSample }
        return isDeviation
          ? farthest(Math.sqrt(variance), deviationInterval(parts))
          : farthest(variance, varianceInterval(parts))
      })
      return { ...spread(0, widths), units }
    }
    case 'quantile':
      return undefined
  }
}

/** The number of units of which a count is within a tenth. */
function typicalUnits(count: number, step: PrivateStep): number {
  return 10 * readingOf(step, count, alpha).interval(0n).high
}

/** The interval around a sum, if several of them share what may fail. */
function around(sum: number, coordinate: number, step: PrivateStep, several: number): Interval {
  const { low, high } = readingOf(step, coordinate, alpha / several).interval(0n)
  return { low: sum + low, high: sum + high }
}

function farthest(value: number, { low, high }: Interval): number {
  return Math.max(value - low, high - value)
}

function spread(centre: number, widths: readonly number[]): Interval {
  const most = Math.max(...widths)
  return { low: centre - most, high: centre + most }
}
