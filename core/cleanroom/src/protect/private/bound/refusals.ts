import type { Aggregate, Expression, Range } from '@glovebox/sql'
import { baseColumn } from '../../../check/definition.ts'
import { textAt } from '../../../check/question.ts'
import { type Asked, refuseAsked, textOf } from './asked.ts'

/** Refuses an aggregate of values that nobody has bounded. */
export function refuseRange(aggregate: Aggregate, argument: Expression, asked: Asked): undefined {
  const { definitions } = asked
  const base = baseColumn(argument, definitions)
  const text = textOf(aggregate, asked)
  const column = base?.column.name ?? (textAt(asked.question, argument.at) || argument.kind)
  const per = aggregate.function === 'sum' || aggregate.function === 'avg' ? 'group' : 'row'
  const isColumn = base !== undefined
  return refuseAsked(asked, 'PRIVACY_RANGE_MISSING', { text, column, per, isColumn }, argument.at)
}

/** Refuses an aggregate where nobody says how many rows of a unit count. */
export function refuseRows(aggregate: Aggregate, canBound: boolean, asked: Asked): undefined {
  const table = asked.aggregation.tables[0]?.association.name ?? ''
  return refuseAsked(asked, 'PRIVACY_ROWS_MISSING', { text: textOf(aggregate, asked), table, canBound }, aggregate.at)
}

/** Refuses bounds that are wider than the owner allows. */
export function refuseWide(aggregate: Aggregate, { low, high }: Range, asked: Asked): undefined {
  const { bounds, at } = aggregate
  return refuseAsked(asked, 'PRIVACY_BOUNDS_WIDE', { text: textOf(aggregate, asked), low, high }, bounds?.at ?? at)
}

/** Refuses bounds of the other kind than the aggregate takes. */
export function refuseKind(aggregate: Aggregate, accepted: 'group' | 'row', asked: Asked): undefined {
  const { bounds, at } = aggregate
  return refuseAsked(asked, 'PRIVACY_BOUNDS_KIND', { text: textOf(aggregate, asked), accepted }, bounds?.at ?? at)
}
