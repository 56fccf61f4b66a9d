import {
  type Aggregate,
  type Column,
  type ColumnExpression,
  type ColumnId,
  children,
  type Expression,
  type Query,
  type Relation,
  relationsOf,
  type TableRelation,
  type WindowCall,
} from '@glovebox/sql'

/** Where a column comes from. */
export type Definition =
  | { readonly kind: 'table'; readonly table: TableRelation; readonly column: Column }
  | { readonly kind: 'values'; readonly expressions: readonly Expression[] }
  | { readonly kind: 'output'; readonly expression: Expression }
  | { readonly kind: 'key'; readonly expression: Expression }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate }
  | { readonly kind: 'window'; readonly call: WindowCall }
  | { readonly kind: 'set'; readonly left: ColumnId; readonly right: ColumnId }

/** The definition of every column of a query, those in subqueries included. */
export type Definitions = ReadonlyMap<ColumnId, Definition>

/** Finds where every column of a query comes from: ids are unique in it, so one table is enough. */
export function define(query: Query): Definitions {
  return new Map(relationsOf(query).flatMap(definedBy))
}

function definedBy(relation: Relation): readonly (readonly [ColumnId, Definition])[] {
  switch (relation.kind) {
    case 'table':
      return relation.columns.map((column) => [column.id, { kind: 'table', table: relation, column }])
    case 'values':
      return relation.columns.map(({ id }, i) => [
        id,
        { kind: 'values', expressions: relation.rows.flatMap((row) => row.slice(i, i + 1)) },
      ])
    case 'map':
      return relation.outputs.map(({ column, expression }) => [column.id, { kind: 'output', expression }])
    case 'reduce':
      return [
        ...relation.keys.map(({ column, expression }) => {
          // DISTINCT only drops repeated rows: its columns are those below under another id.
          const kind = relation.clause === 'distinct' ? ('output' as const) : ('key' as const)
          return [column.id, { kind, expression }] as const
        }),
        ...relation.aggregates.map((aggregate) => [aggregate.column.id, { kind: 'aggregate', aggregate }] as const),
      ]
    case 'window':
      return relation.calls.map((call) => [call.column.id, { kind: 'window', call }])
    case 'set':
      return relation.columns.map(({ id }, i) => {
        const [left, right] = [relation.leftColumns[i], relation.rightColumns[i]]
        if (left === undefined || right === undefined) throw new Error('a set operation lacks a column of a side')
        return [id, { kind: 'set', left, right }]
      })
    case 'filter':
    case 'join':
    case 'sort':
    case 'limit':
      return []
  }
}

/** The definition of a column; every column of a well-formed query has one. */
export function definitionOf(id: ColumnId, definitions: Definitions): Definition {
  const definition = definitions.get(id)
  if (definition === undefined) throw new Error(`no definition of column ${id}`)
  return definition
}

/** What an expression stands for: renaming and implicit conversion taken away. */
export function written(expression: Expression, definitions: Definitions): Expression {
  let e = expression
  for (;;) {
    if (e.kind === 'cast' && e.implicit) {
      e = e.argument
      continue
    }
    const definition = e.kind === 'column' ? definitionOf(e.id, definitions) : undefined
    if (definition?.kind !== 'output') return e
    e = definition.expression
  }
}

/** The table's column that an expression is, or undefined for any other. */
export function baseColumn(
  expression: Expression,
  definitions: Definitions,
): (Definition & { readonly kind: 'table' }) | undefined {
  const e = written(expression, definitions)
  const definition = e.kind === 'column' ? definitionOf(e.id, definitions) : undefined
  return definition?.kind === 'table' ? definition : undefined
}

/** A column of a table as it is written somewhere. */
export type Mention = { readonly column: ColumnExpression; readonly base: Definition & { readonly kind: 'table' } }

/**
 * The columns of tables that are written in an expression, or in what it renames; not those behind aggregates, windows,
 * set operations and subqueries, which are written elsewhere.
 */
export function mentions(expression: Expression, definitions: Definitions): readonly Mention[] {
  const found: Mention[] = []
  const seen = new Set<ColumnId>()
  const visit = (e: Expression): void => {
    for (const child of children(e)) visit(child)
    if (e.kind !== 'column') return
    const definition = definitionOf(e.id, definitions)
    if (definition.kind === 'table') found.push({ column: e, base: definition })
    if (definition.kind !== 'output' || seen.has(e.id)) return
    seen.add(e.id)
    visit(definition.expression)
  }
  visit(expression)
  return found
}

/** An expression and everything below it; not what is in its subqueries. */
export function parts(expression: Expression): readonly Expression[] {
  const found: Expression[] = []
  const visit = (e: Expression): void => {
    found.push(e)
    for (const child of children(e)) visit(child)
  }
  visit(expression)
  return found
}

/** The columns of tables that an expression speaks of, group keys seen through; not those behind aggregates. */
export function sources(
  expression: Expression,
  definitions: Definitions,
): readonly (Definition & { readonly kind: 'table' })[] {
  const found = new Map<ColumnId, Definition & { readonly kind: 'table' }>()
  const seen = new Set<ColumnId>()
  const visit = (e: Expression): void => {
    for (const child of children(e)) visit(child)
    if (e.kind !== 'column' || seen.has(e.id)) return
    seen.add(e.id)
    const definition = definitionOf(e.id, definitions)
    if (definition.kind === 'table') found.set(e.id, definition)
    if (definition.kind === 'output' || definition.kind === 'key') visit(definition.expression)
  }
  visit(expression)
  return [...found.values()]
}

/** Whether an expression is a constant that is written out: a literal, also negated or cast. */
export function isConstant(expression: Expression, definitions: Definitions): boolean {
  const e = written(expression, definitions)
  if (e.kind === 'cast') return isConstant(e.argument, definitions)
  if (e.kind === 'call' && e.function === 'negate') return e.arguments.every((a) => isConstant(a, definitions))
  return e.kind === 'literal'
}
