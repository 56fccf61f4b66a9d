import { type ColumnExpression, type Expression, type Query, type Relation, relationsOf } from '@glovebox/sql'
import type { Question } from './question.ts'

/** Where an expression stands, as messages call it. */
export type Clause = 'SELECT' | 'WHERE' | 'GROUP BY' | 'ORDER BY'

/** An expression and the clause that it stands in. */
export type Place = { readonly clause: Clause; readonly expression: Expression }

/** The expressions of every SELECT, WHERE, GROUP BY and ORDER BY of a query. */
export function places({ query }: Question): readonly Place[] {
  return [
    ...outputs(query).map((expression): Place => ({ clause: 'SELECT', expression })),
    ...relationsOf(query).flatMap(placesIn),
  ]
}

function placesIn(relation: Relation): readonly Place[] {
  if (relation.kind === 'filter' && relation.clause === 'where') {
    return [{ clause: 'WHERE', expression: relation.condition }]
  }
  if (relation.kind === 'reduce' && relation.clause === 'group-by') {
    return relation.keys.map(({ expression }) => ({ clause: 'GROUP BY', expression }))
  }
  if (relation.kind === 'sort') return relation.keys.map(({ expression }) => ({ clause: 'ORDER BY', expression }))
  return []
}

/** The columns that leave, as expressions at the place of the SELECT item. */
export function outputs(query: Query): readonly ColumnExpression[] {
  return query.outputs.map(({ id, name, at }) => {
    const column = query.relation.columns.find((c) => c.id === id)
    if (column === undefined) throw new Error(`the query gives no column ${name}`)
    return { kind: 'column', id, name, type: column.type, nullable: column.nullable, at }
  })
}
