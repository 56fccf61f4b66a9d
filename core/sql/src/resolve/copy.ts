import type { Column, ColumnId, Expression, Output, PrivacyClause, Relation } from '../relation/relation.ts'
import { mapExpression, mapExpressions, mapInputs, mapSubqueries, relationsOf, subqueries } from '../relation/walk.ts'
import type { Session } from './session.ts'

/** The ids of a relation and those of its copy. */
export type Copied = { readonly relation: Relation; readonly column: (column: Column) => Column }

/** A copy with ids of its own, for a further use of a relation in the same query. */
export function copyRelation(session: Session, relation: Relation): Copied {
  const rename = renaming(session, [relation])
  return { relation: copy(relation, rename), column: (column) => copyColumn(column, rename) }
}

/** A copy of an expression whose subqueries have ids of their own. */
export function copyExpression(session: Session, expression: Expression): Expression {
  return copySubqueries(expression, renaming(session, subqueries(expression)))
}

type Rename = (id: ColumnId) => ColumnId

/** Fresh ids for every column that the relations or their subqueries make; ids from outside stay. */
function renaming(session: Session, relations: readonly Relation[]): Rename {
  const ids = new Map<ColumnId, ColumnId>()
  const rename: Rename = (id) => ids.get(id) ?? id
  for (const relation of relations.flatMap((top) => relationsOf(top))) {
    for (const { id } of relation.columns) if (!ids.has(id)) ids.set(id, session.nextId++)
  }
  for (const [id, fresh] of ids) session.lineage.set(fresh, renameAll(session.lineage.get(id) ?? [], rename))
  return rename
}

function copy(relation: Relation, rename: Rename): Relation {
  const below = mapExpressions(
    mapInputs(relation, (input) => copy(input, rename)),
    (expression) => copySubqueries(expression, rename),
  )
  const columns = below.columns.map((column) => copyColumn(column, rename))
  const output = (o: Output): Output => ({ ...o, column: copyColumn(o.column, rename) })
  switch (below.kind) {
    case 'table':
    case 'values':
    case 'filter':
    case 'join':
    case 'sort':
    case 'limit':
      return { ...below, columns }
    case 'map':
      return { ...below, columns, outputs: below.outputs.map(output) }
    case 'reduce': {
      const aggregates = below.aggregates.map((a) => ({ ...a, column: copyColumn(a.column, rename) }))
      const privacy = below.privacy === undefined ? {} : { privacy: copyPrivacy(below.privacy, rename) }
      return { ...below, columns, keys: below.keys.map(output), aggregates, ...privacy }
    }
    case 'window':
      return { ...below, columns, calls: below.calls.map((c) => ({ ...c, column: copyColumn(c.column, rename) })) }
    case 'set': {
      const [leftColumns, rightColumns] = [below.leftColumns.map(rename), below.rightColumns.map(rename)]
      return { ...below, columns, leftColumns, rightColumns }
    }
  }
}

function copySubqueries(expression: Expression, rename: Rename): Expression {
  const renamed = mapExpression(expression, (e) => {
    if (e.kind === 'column') return { ...e, id: rename(e.id) }
    return e.kind === 'scalar-query' || e.kind === 'in-query' ? { ...e, output: rename(e.output) } : e
  })
  return mapSubqueries(renamed, (relation) => copy(relation, rename))
}

function copyPrivacy(privacy: PrivacyClause, rename: Rename): PrivacyClause {
  const options = privacy.options.map((option) =>
    option.value.kind === 'column' ? { ...option, value: { ...option.value, id: rename(option.value.id) } } : option,
  )
  return { ...privacy, options }
}

function copyColumn(column: Column, rename: Rename): Column {
  return { ...column, id: rename(column.id), lineage: renameAll(column.lineage, rename) }
}

function renameAll(ids: readonly ColumnId[], rename: Rename): readonly ColumnId[] {
  return ids.map(rename).sort((a, b) => a - b)
}
