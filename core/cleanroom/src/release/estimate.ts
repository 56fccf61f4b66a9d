import {
  deviationInterval,
  meanEstimate,
  meanInterval,
  multiply,
  type QuantileTree,
  type Rational,
  rational,
  rationalOf,
  varianceEstimate,
  varianceInterval,
} from '@glovebox/privacy'
import { isNumeric, type Value } from '@glovebox/sql'
import type { Formula, PrivateStep, PublishedColumn } from '../model/private-step.ts'
import { asJson } from './json-report.ts'
import { asType } from './number-type.ts'
import { type Reading, readingOf } from './reading.ts'

/** Two numbers between which what was bounded lies, with probability 95 %. What bounding left out is not counted in. */
export type Interval = { readonly low: number; readonly high: number }

/** What a published group has: noisy integers alone. */
export type Noisy = { readonly coordinates: readonly bigint[]; readonly trees: readonly QuantileTree[] }

/** A published cell: how it is shown, and where the number behind it lies. */
export type Cell = { readonly value: Value; readonly interval: Interval | null }

/** The failure probability of every interval. */
export const alpha = 0.05

/** A number before it gets a column's type. */
type Estimate = { readonly value: Rational; readonly interval: Interval }

/**
 * How the columns of a step are made of noisy integers. It reads nothing exact, so that whatever it does costs no
 * privacy.
 */
export function estimator(step: PrivateStep): (noisy: Noisy) => readonly Cell[] {
  const columns = step.columns.map((column) => ({ column, estimate: estimateBy(column.formula, step) }))
  return (noisy) => columns.map(({ column, estimate }) => cell(column, estimate(noisy)))
}

function cell({ column, report }: PublishedColumn, { value, interval }: Estimate): Cell {
  if (report === 'json') return { value: asJson(value, interval), interval: null }
  return { value: asType(value, column.type), interval: isNumeric(column.type) ? interval : null }
}

function estimateBy(formula: Formula, step: PrivateStep): (noisy: Noisy) => Estimate {
  switch (formula.kind) {
    case 'value': {
      const reading = readingOf(step, formula.coordinate, alpha)
      return ({ coordinates }) => {
        const steps = of(coordinates, formula.coordinate)
        return { value: multiply(rational(steps), reading.step), interval: reading.interval(steps) }
      }
    }
    case 'mean':
      return meanBy(formula, step)
    case 'variance':
      return varianceBy(formula, step)
    case 'quantile': {
      const shape = of(step.trees, formula.tree)
      const at = (position: number): number => shape.low + position * (shape.high - shape.low)
      return ({ trees }) => {
        const { position, low, high } = of(trees, formula.tree).quantile(formula.fraction)
        return { value: rationalOf(at(position)), interval: { low: at(low), high: at(high) } }
      }
    }
  }
}

function meanBy(formula: Extract<Formula, { kind: 'mean' }>, step: PrivateStep): (noisy: Noisy) => Estimate {
  const [sum, count] = [readingOf(step, formula.sum, alpha / 2), readingOf(step, formula.count, alpha / 2)]
  const { middle, low, high } = formula
  return ({ coordinates }) => {
    const [sums, counts] = [of(coordinates, formula.sum), of(coordinates, formula.count)]
    const parts = { middle, range: { low, high } }
    // Where noise left nobody, the sum says nothing either.
    const total = counts <= 0n ? 0 : sum.number(sums)
    const value = meanEstimate({ ...parts, sum: total, count: count.number(counts) })
    const interval = meanInterval({ ...parts, sum: sum.interval(sums), count: count.interval(counts) })
    return { value: rationalOf(value), interval: including(value, interval) }
  }
}

function varianceBy(formula: Extract<Formula, { kind: 'variance' }>, step: PrivateStep): (noisy: Noisy) => Estimate {
  const reading = (coordinate: number): Reading => readingOf(step, coordinate, alpha / 3)
  const [sum, squares, count] = [reading(formula.sum), reading(formula.squares), reading(formula.count)]
  const { middle, middleSquare, low, high, isSample, isDeviation } = formula
  const parts = { middle, middleSquare, isSample, range: { low, high } }
  return ({ coordinates }) => {
    const [sums, counts] = [of(coordinates, formula.sum), of(coordinates, formula.count)]
    const squareSums = of(coordinates, formula.squares)
    const numbers = { sum: sum.number(sums), squares: squares.number(squareSums), count: count.number(counts) }
    const variance = varianceEstimate({ ...parts, ...numbers })
    const intervals = {
      sum: sum.interval(sums),
      squares: squares.interval(squareSums),
      count: count.interval(counts),
    }
    const value = isDeviation ? Math.sqrt(variance) : variance
    const interval = (isDeviation ? deviationInterval : varianceInterval)({ ...parts, ...intervals })
    return { value: rationalOf(value), interval: including(value, interval) }
  }
}

function including(value: number, { low, high }: Interval): Interval {
  return { low: Math.min(low, value), high: Math.max(high, value) }
}

function of<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) throw new Error('a formula reads what its step does not have')
  return found
}
