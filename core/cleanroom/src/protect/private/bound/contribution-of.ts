import type { Aggregate, Expression } from '@glovebox/sql'
import { textAt } from '../../../check/question.ts'
import { type Asked, refuseAsked, sameText, textOf } from './asked.ts'
import type { Contribution } from './contribution.ts'
import { count, countDistinct } from './count.ts'
import { where } from './expressions.ts'
import { average } from './mean.ts'
import { perRow } from './per-row.ts'
import { refuseKind } from './refusals.ts'
import { spread } from './spread.ts'
import { sum } from './sum.ts'
import { treeOf } from './tree.ts'

/** Far beyond what anybody counts, and far from where doubles and 64 bits end: no step of a grid gets there. */
const mostBound = 2 ** 53

/** What an aggregate needs; undefined where it is refused, and said so. */
export function contributionOf(aggregate: Aggregate, asked: Asked): Contribution | undefined {
  const { function: name, distinct, argument, bounds } = aggregate
  if (bounds !== undefined && Math.max(Math.abs(bounds.low), Math.abs(bounds.high)) > mostBound) {
    return refuseAsked(asked, 'PRIVACY_BOUNDS_LARGE', { most: mostBound }, bounds.at)
  }
  if (name === 'count')
    return distinct && argument !== undefined ? countDistinct(aggregate, argument, asked) : count(aggregate, asked)
  if (argument === undefined) throw new Error('an aggregate of nothing')
  if (distinct && name !== 'min' && name !== 'max') {
    return refuseAsked(asked, 'PRIVACY_DISTINCT', { text: textOf(aggregate, asked) }, aggregate.at)
  }
  switch (name) {
    case 'sum':
      return sum(aggregate, argument, asked)
    case 'avg':
      return average(aggregate, argument, asked)
    case 'variance-population':
    case 'variance-sample':
    case 'stddev-population':
    case 'stddev-sample':
      return spread(aggregate, argument, asked)
    case 'median':
      return quantile(aggregate, argument, 0.5, asked)
    case 'percentile-cont':
      return quantile(aggregate, argument, aggregate.fraction ?? 0.5, asked)
    case 'min':
      return quantile(aggregate, argument, 0.01, asked)
    case 'max':
      return quantile(aggregate, argument, 0.99, asked)
  }
}

function quantile(
  aggregate: Aggregate,
  argument: Expression,
  fraction: number,
  asked: Asked,
): Contribution | undefined {
  const { type } = argument
  if (type.kind !== 'integer' && type.kind !== 'decimal' && type.kind !== 'double') {
    return refuseAsked(asked, 'PRIVACY_EXTREME', { text: textOf(aggregate, asked) }, aggregate.at)
  }
  if (aggregate.bounds?.per === 'group') return refuseKind(aggregate, 'row', asked)
  const found = perRow(aggregate, argument, asked)
  if (found === undefined) return undefined
  const { low, high, rows } = found
  const { filter, at } = aggregate
  const key = `${sameText(argument)} ${filter === undefined ? '' : sameText(filter)}`
  const tree = treeOf(textAt(asked.question, argument.at), key, argument, { low, high }, rows, (leaf) =>
    where(filter, leaf, at),
  )
  const isExtreme = aggregate.function === 'min' || aggregate.function === 'max'
  const note = isExtreme
    ? { note: `the ${fraction * 100} % quantile stands for ${aggregate.function.toUpperCase()}` }
    : {}
  return { kind: 'quantile', tree, fraction, ...note }
}
