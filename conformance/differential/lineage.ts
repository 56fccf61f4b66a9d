import {
  type ColumnId,
  children,
  type Expression,
  evaluate,
  expressionsOf,
  type Query,
  type Relation,
  relationsOf,
  subqueryOf,
  type Tables,
  type Value,
  windowExpressions,
} from '@glovebox/sql'
import { type Database, randomValue } from './database.ts'
import type { Source } from './source.ts'

/** A column of a table, by their names. */
export type BaseColumn = { readonly table: string; readonly column: string }

/**
 * The columns that the query's result cannot depend on, going by lineage: they are in no output's lineage, and nothing
 * that chooses, matches, groups or orders rows reads what comes from them.
 */
export function columnsWithoutInfluence(query: Query): readonly BaseColumn[] {
  const relations = relationsOf(query)
  const lineage = new Map(relations.flatMap((r) => r.columns.map((column) => [column.id, column.lineage] as const)))
  const of = (id: ColumnId): readonly ColumnId[] => lineage.get(id) ?? []
  const reads = (expression: Expression): readonly ColumnId[] => [
    ...(expression.kind === 'column' ? of(expression.id) : []),
    ...(expression.kind === 'scalar-query' || expression.kind === 'in-query' ? of(expression.output) : []),
    ...children(expression).flatMap(reads),
  ]
  const influences = new Set([
    ...query.outputs.flatMap(({ id }) => of(id)),
    ...relations.flatMap(choosing).flatMap(reads),
    ...relations.flatMap(comparedColumns).flatMap(of),
  ])
  const occurrences = relations
    .filter((relation) => relation.kind === 'table')
    .flatMap(({ table, columns }) => columns.map(({ id, name }) => ({ table, column: name, id })))
  const touched = new Set(occurrences.filter(({ id }) => influences.has(id)).map(nameOf))
  const free = occurrences.filter((occurrence) => !touched.has(nameOf(occurrence)))
  return [...new Map(free.map(({ table, column }) => [nameOf({ table, column }), { table, column }])).values()]
}

/** The expressions that choose, match, group or order the rows of a relation. */
function choosing(relation: Relation): readonly Expression[] {
  switch (relation.kind) {
    case 'filter':
    case 'join':
    case 'sort':
      return expressionsOf(relation)
    case 'reduce':
      return relation.keys.map((key) => key.expression)
    case 'window':
      return relation.calls.flatMap((call) => windowExpressions({ ...call, arguments: [] }))
    case 'table':
    case 'values':
    case 'map':
    case 'set':
    case 'limit':
      return []
  }
}

/** Which rows a set operation keeps depends on all of their cells. */
function comparedColumns(relation: Relation): readonly ColumnId[] {
  return relation.kind === 'set' && relation.operator !== 'union-all'
    ? [...relation.leftColumns, ...relation.rightColumns]
    : []
}

/** Whether anything in the query reads the column at all. */
export function isRead(query: Query, { table, column }: BaseColumn): boolean {
  const relations = relationsOf(query)
  const ids = new Set(
    relations
      .filter((relation) => relation.kind === 'table' && relation.table === table)
      .flatMap((relation) => relation.columns.filter(({ name }) => name === column).map(({ id }) => id)),
  )
  const reads = (expression: Expression): boolean =>
    (expression.kind === 'column' && ids.has(expression.id)) || children(expression).some(reads)
  return relations.some((relation) => expressionsOf(relation).some((e) => subqueryOf(e) === undefined && reads(e)))
}

function nameOf({ table, column }: BaseColumn): string {
  return JSON.stringify([table, column])
}

/** The same rows with other values in these columns. */
export function changed(database: Database, columns: readonly BaseColumn[], source: Source): Tables {
  const tables = database.schema.tables.map((table) => {
    const isChanged = table.columns.map(({ name }) => columns.some((c) => c.table === table.name && c.column === name))
    const cell = (value: Value, i: number): Value => {
      const type = table.columns[i]?.type
      return type === undefined || !isChanged[i] ? value : randomValue(source, type, false)
    }
    return [table.name, (database.tables[table.name] ?? []).map((row) => row.map(cell))] as const
  })
  return Object.fromEntries(tables)
}

/** The result as a text, for comparison. */
export function resultText(query: Query, tables: Tables): string {
  const { rows } = evaluate(query, tables)
  return rows
    .map((row) => row.map((value) => `${typeof value} ${Object.is(value, -0) ? 0 : value}`).join('|'))
    .join('\n')
}
