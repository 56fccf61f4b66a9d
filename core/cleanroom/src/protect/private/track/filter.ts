import { callFunction, type Expression, type FilterRelation, inputs, type Relation } from '@glovebox/sql'
import { conjuncts } from '../../../check/conjuncts.ts'
import { parts } from '../../../check/definition.ts'
import { equalities } from '../../withhold/equalities.ts'
import { connected, settle, type Tracked } from './tracked.ts'

/** Keeps what it finds; a condition over joined tables stands where the tables are joined, as it does in ON. */
export function trackFilter(relation: FilterRelation, below: (input: Relation) => Tracked): Tracked {
  const { input: written, condition } = relation
  if (written.kind === 'join' && (written.join === 'inner' || written.join === 'cross')) {
    return below(pushed(written, conjuncts(condition), relation))
  }
  const input = below(written)
  if (input.kind === 'refused') return input
  const filtered = { ...relation, input: input.relation, columns: input.relation.columns }
  if (input.kind !== 'rows') return { ...input, relation: filtered }
  const same = connected(input.same, equalities(condition))
  return { ...input, relation: filtered, same, counted: settle(input.counted, same) }
}

/** The relation under these conditions, each as far down in inner joins as its columns are. */
function pushed(relation: Relation, conditions: readonly Expression[], filter: FilterRelation): Relation {
  if (conditions.length === 0) return relation
  if (relation.kind !== 'join' || (relation.join !== 'inner' && relation.join !== 'cross')) {
    return { ...filter, input: relation, condition: all(conditions), columns: relation.columns }
  }
  const own = relation.on === undefined ? conditions : [...conjuncts(relation.on), ...conditions]
  const [left, right] = inputs(relation)
  const isOf = (e: Expression, side: Relation | undefined): boolean =>
    side !== undefined &&
    columnsIn(e).length > 0 &&
    columnsIn(e).every((id) => side.columns.some((column) => column.id === id))
  const [toLeft, rest] = split(own, (e) => isOf(e, left))
  const [toRight, between] = split(rest, (e) => isOf(e, right))
  const { on: _, ...join } = relation
  const sides = {
    left: pushed(relation.left, toLeft, filter),
    right: pushed(relation.right, toRight, filter),
  }
  return between.length === 0
    ? { ...join, ...sides, join: 'cross' }
    : { ...join, ...sides, join: 'inner', on: all(between) }
}

function columnsIn(e: Expression): readonly number[] {
  return parts(e).flatMap((part) => (part.kind === 'column' ? [part.id] : []))
}

function split<T>(list: readonly T[], holds: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [list.filter(holds), list.filter((item) => !holds(item))]
}

function all(conditions: readonly Expression[]): Expression {
  const [first, ...rest] = conditions
  if (first === undefined) throw new Error('there is no condition')
  if (rest.length === 0) return first
  const call = callFunction('and', conditions, first.at)
  if ('expected' in call) throw new Error('a condition is not a truth value')
  return call
}
