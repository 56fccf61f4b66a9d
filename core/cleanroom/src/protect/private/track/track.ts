import { type Expression, mapExpressions, mapSubqueries, type Relation } from '@glovebox/sql'
import { trackFilter } from './filter.ts'
import { trackJoin } from './join.ts'
import { trackMap } from './map.ts'
import { trackReduce } from './reduce.ts'
import { withoutSemiJoins } from './semi-join.ts'
import { trackSet } from './set.ts'
import { trackTable } from './table.ts'
import { type Tracked, unitOf } from './tracked.ts'
import { trackWindow } from './window.ts'
import { refuseTracked, type Work } from './work.ts'

/**
 * Follows privacy units up a relation: rewrites it so that every row of a protected table carries its unit, refuses
 * what would mix units, and puts a published table where an aggregation no longer tells them apart.
 */
export function track(asked: Relation, work: Work): Tracked {
  const written = withoutSemiJoins(asked, work)
  const { relation, kinds } = trackSubqueries(written, work)
  const tracked = trackNode(relation, work)
  if (kinds.includes('refused')) return { kind: 'refused' }
  if (!kinds.includes('published')) return tracked
  if (tracked.kind === 'rows') {
    return refuseTracked(work, tracked.tables, 'PRIVACY_SUBQUERY', { unit: unitOf(tracked) }, written.at)
  }
  return tracked.kind === 'unprotected' ? { ...tracked, kind: 'published' } : tracked
}

function trackNode(relation: Relation, work: Work): Tracked {
  const below = (input: Relation): Tracked => track(input, work)
  switch (relation.kind) {
    case 'table':
      return trackTable(relation, work)
    case 'values':
      return { kind: 'unprotected', relation, counted: [] }
    case 'map':
      return trackMap(relation, below(relation.input), work)
    case 'filter':
      return trackFilter(relation, below)
    case 'reduce':
      return trackReduce(relation, below(relation.input), work)
    case 'join':
      return trackJoin(relation, below(relation.left), below(relation.right), work)
    case 'set':
      return trackSet(relation, below(relation.left), below(relation.right), work)
    case 'window':
      return trackWindow(relation, below(relation.input), work)
    case 'sort': {
      const input = below(relation.input)
      // The order of rows that are aggregated later means nothing.
      return input.kind === 'rows' || input.kind === 'refused' ? input : over(relation, input)
    }
    case 'limit': {
      const input = below(relation.input)
      if (input.kind !== 'rows') return input.kind === 'refused' ? input : over(relation, input)
      return refuseTracked(work, input.tables, 'PRIVACY_LIMIT', { unit: unitOf(input) }, relation.at)
    }
  }
}

function over(
  relation: Extract<Relation, { kind: 'sort' | 'limit' }>,
  input: Extract<Tracked, { kind: 'unprotected' | 'published' }>,
): Tracked {
  return { ...input, relation: { ...relation, input: input.relation, columns: input.relation.columns } }
}

/** A subquery in an expression is a result of its own; it must not be rows of units. */
function trackSubqueries(
  relation: Relation,
  work: Work,
): { readonly relation: Relation; readonly kinds: readonly Tracked['kind'][] } {
  const kinds: Tracked['kind'][] = []
  const close = (inner: Relation): Relation => {
    const tracked = track(inner, work)
    const closed =
      tracked.kind === 'rows'
        ? refuseTracked(work, tracked.tables, 'PRIVACY_SUBQUERY', { unit: unitOf(tracked) }, inner.at)
        : tracked
    kinds.push(closed.kind)
    return closed.kind === 'refused' ? inner : closed.relation
  }
  return { relation: mapExpressions(relation, (e: Expression) => mapSubqueries(e, close)), kinds }
}
