import type { Column, JoinRelation } from '@glovebox/sql'
import type { Carrying, Pair } from './carried.ts'
import { equalities } from './equalities.ts'

/** Carries what both sides carry. Rows of an outer join that match nothing are about nobody of the missing side. */
export function carryJoin(relation: JoinRelation, left: Carrying, right: Carrying): Carrying {
  const leftOuter = relation.join === 'right' || relation.join === 'full'
  const rightOuter = relation.join === 'left' || relation.join === 'full'
  const columns = [
    ...left.relation.columns.map((column) => (leftOuter ? { ...column, nullable: true } : column)),
    ...right.relation.columns.map((column) => (rightOuter ? { ...column, nullable: true } : column)),
  ]
  return {
    relation: { ...relation, left: left.relation, right: right.relation, columns },
    carried: [...left.carried, ...right.carried],
    pairs: [...left.pairs, ...right.pairs, ...matched(relation, left.relation.columns)],
  }
}

/** What a join's condition makes equal: in an outer join the missing side's column is NULL instead. */
function matched(relation: JoinRelation, leftColumns: readonly Column[]): readonly Pair[] {
  const left = new Set(leftColumns.map(({ id }) => id))
  const across = equalities(relation.on).flatMap(([a, b]) => [
    { of: a, like: b },
    { of: b, like: a },
  ])
  switch (relation.join) {
    case 'inner':
    case 'cross':
      return across
    case 'left':
      return across.filter(({ of, like }) => left.has(of) && !left.has(like))
    case 'right':
      return across.filter(({ of, like }) => !left.has(of) && left.has(like))
    case 'full':
      return []
  }
}
