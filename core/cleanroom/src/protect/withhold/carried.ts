import type { Column, ColumnExpression, ColumnId, LiteralExpression, Relation } from '@glovebox/sql'
import type { Minimum } from './minimum.ts'

/** A column that says, for every row of a relation, whom the row is about; NULL where it is about nobody. */
export type Carried = {
  readonly minimum: Minimum
  readonly id: ColumnId
  /** Columns that have only these values in rows that are about somebody: the literal tags of a UNION's branch. */
  readonly tags: readonly Tag[]
}

export type Tag = { readonly column: ColumnId; readonly values: readonly LiteralExpression[] }

/** What is carried above a node in which rows of one branch bear on those of another: no tag tells them apart any more. */
export function untagged(carried: readonly Carried[]): readonly Carried[] {
  return carried.map((c) => ({ ...c, tags: [] }))
}

/** In every row `like` has the value of `of`, or is NULL. */
export type Pair = { readonly of: ColumnId; readonly like: ColumnId }

/** A relation with what it carries up. */
export type Carrying = {
  readonly relation: Relation
  readonly carried: readonly Carried[]
  readonly pairs: readonly Pair[]
}

/** The columns of which each fixes, where it is not NULL, the value of this one: itself and those it is like. */
export function determiners(id: ColumnId, pairs: readonly Pair[]): ReadonlySet<ColumnId> {
  const found = new Set([id])
  // A set gives what is added to it while it is walked, so this ends when nothing is left to add.
  for (const like of found) {
    for (const pair of pairs) if (pair.like === like) found.add(pair.of)
  }
  return found
}

/** The column of a relation with that id. */
export function columnOf(relation: Relation, id: ColumnId): Column {
  const column = relation.columns.find((c) => c.id === id)
  if (column === undefined) throw new Error(`a relation lacks the column ${id} that it carries`)
  return column
}

/** A reference to a column, at the place of the relation that makes it. */
export function reference({ id, name, type, nullable, range }: Column, { at }: Relation): ColumnExpression {
  return { kind: 'column', id, name, type, nullable, ...(range === undefined ? {} : { range }), at }
}
