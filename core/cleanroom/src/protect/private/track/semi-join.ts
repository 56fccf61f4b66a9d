import {
  type Column,
  callFunction,
  type Expression,
  type FilterRelation,
  type InQueryExpression,
  type JoinRelation,
  type ReduceRelation,
  type Relation,
  tablesOf,
} from '@glovebox/sql'
import { conjuncts } from '../../../check/conjuncts.ts'
import { columnOf, reference } from '../../withhold/carried.ts'
import type { Work } from './work.ts'

/**
 * `WHERE unit IN (SELECT unit FROM protected)` as the join that it is: with the different units of the subquery. Whether
 * it is on units at all is for the join to say. Other subqueries stay where they are.
 */
export function withoutSemiJoins(written: Relation, work: Work): Relation {
  if (written.kind !== 'filter') return written
  const conditions = conjuncts(written.condition)
  const semi = conditions.filter((e): e is InQueryExpression => isSemiJoin(e, work))
  if (semi.length === 0) return written
  const joined = semi.reduce((input, e) => joinedWith(input, e, work), written.input)
  const rest = conditions.filter((e) => !semi.some((other) => other === e))
  const [first] = rest
  if (first === undefined) return joined
  const both = rest.length === 1 ? first : callFunction('and', rest, first.at)
  if ('expected' in both) return written
  return { ...written, input: joined, condition: both, columns: joined.columns } satisfies FilterRelation
}

function isSemiJoin(e: Expression, { protectedTables }: Work): e is InQueryExpression {
  if (e.kind !== 'in-query' || e.negated || e.operand.kind !== 'column') return false
  const units = tablesOf(e.relation).flatMap(({ table, columns }) => {
    const [unit, ...path] = protectedTables.get(table)?.unit ?? []
    return path.length > 0 ? [] : columns.filter(({ name }) => name === unit).map(({ id }) => id)
  })
  const { lineage } = columnOf(e.relation, e.output)
  return lineage.length > 0 && lineage.every((id) => units.includes(id))
}

function joinedWith(input: Relation, { operand, relation, output, at }: InQueryExpression, work: Work): Relation {
  const found = columnOf(relation, output)
  const key: Column = { ...found, id: work.nextId() }
  const different: ReduceRelation = {
    kind: 'reduce',
    input: relation,
    keys: [{ column: key, expression: reference(found, relation) }],
    aggregates: [],
    clause: 'distinct',
    columns: [key],
    at,
  }
  const on = callFunction('equal', [operand, reference(key, different)], at)
  if ('expected' in on) throw new Error('what is looked for has not the type of what is found')
  const join: JoinRelation = {
    kind: 'join',
    join: 'inner',
    left: input,
    right: different,
    on,
    columns: [...input.columns, key],
    at,
  }
  return join
}
