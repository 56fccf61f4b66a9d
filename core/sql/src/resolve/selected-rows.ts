import type { Span } from '@glovebox/diagnostics'
import type { Column, Expression, Output, Relation, SortKey } from '../relation/relation.ts'
import type { SelectSyntax } from '../syntax/tree.ts'
import type { Clauses } from './clauses.ts'
import type { QueryContext, Resolved, ResolvedOutput } from './context.ts'
import { expressionIndex } from './expression-index.ts'
import { columnReference, lineageOf } from './facts.ts'
import type { Rewrite } from './grouped-rows.ts'
import type { SortTarget } from './order-by.ts'
import { refuse } from './report.ts'
import { freshColumn, noteFeature, type Session } from './session.ts'
import { sortKey } from './sort-key.ts'
import { sorted } from './tail.ts'

/** A selected column: what it is computed by and the column it becomes; neither where it was refused. */
type Selected = { readonly expression: Expression | undefined; readonly column: Column | undefined }

/** The selected columns of the rows, DISTINCT and sorted where that is written. */
export function selectedRows(
  input: Relation,
  clauses: Clauses,
  syntax: SelectSyntax,
  rewrite: Rewrite,
  context: QueryContext,
): Resolved {
  const { session } = context
  const selected = clauses.items.map(({ name, expression }): Selected => {
    const after = expression && rewrite(expression)
    return { expression: after, column: after && named(after, name, session) }
  })
  const outputs = selected.flatMap(({ expression, column }): Output[] =>
    expression === undefined || column === undefined ? [] : [{ expression, column }],
  )
  if (syntax.distinct === undefined) {
    const hidden: Output[] = []
    const keys = sortKeys(clauses.orderBy, selected, rewrite, (expression) => {
      const column = named(expression, `sort_${hidden.length + 1}`, session)
      hidden.push({ expression, column })
      return column
    })
    return finish(sorted(map(input, [...outputs, ...hidden], syntax.at), keys), selected, clauses)
  }
  noteFeature(session, 'select-distinct', syntax.distinct, context.depth)
  const { relation, distinctColumn } = distinctRows(map(input, outputs, syntax.at), syntax.distinct, session)
  const distinct = selected.map(({ expression, column }) => ({ expression, column: column && distinctColumn(column) }))
  const keys = sortKeys(clauses.orderBy, distinct, rewrite, ({ at }) =>
    refuse(session, 'SQL_ORDER_NOT_SELECTED', {}, at),
  )
  return finish(sorted(relation, keys), distinct, clauses)
}

function named(expression: Expression, name: string, session: Session): Column {
  return freshColumn(session, { ...expression, name }, lineageOf(session, [expression]))
}

function map(input: Relation, outputs: readonly Output[], at: Span): Relation {
  return { kind: 'map', input, outputs, columns: outputs.map(({ column }) => column), at }
}

/** Each different row once, and where each column went. */
export function distinctRows(
  input: Relation,
  at: Span,
  session: Session,
): { readonly relation: Relation; readonly distinctColumn: (column: Column) => Column | undefined } {
  const keys = input.columns.map((column): Output => {
    const expression = columnReference(column, at)
    return { expression, column: freshColumn(session, column, column.lineage) }
  })
  const columns = keys.map(({ column }) => column)
  return {
    relation: { kind: 'reduce', input, keys, aggregates: [], clause: 'distinct', columns, at },
    distinctColumn: (column) => columns[input.columns.findIndex((other) => other.id === column.id)],
  }
}

/** The sort keys over the selected columns; `otherwise` says what becomes of an expression that is not selected. */
function sortKeys(
  targets: readonly SortTarget[],
  selected: readonly Selected[],
  rewrite: Rewrite,
  otherwise: (expression: Expression) => Column | undefined,
): readonly SortKey[] {
  const index = expressionIndex<Selected>()
  for (const one of selected) if (one.expression !== undefined) index.add(one.expression, one)
  return targets.flatMap(({ syntax, index: position, expression }) => {
    const column = position === undefined ? ofExpression(expression && rewrite(expression)) : selected[position]?.column
    return column === undefined ? [] : [sortKey(syntax, columnReference(column, syntax.expression.at))]
  })

  function ofExpression(key: Expression | undefined): Column | undefined {
    if (key === undefined) return undefined
    const same = index.find(key)
    return same === undefined ? otherwise(key) : same.column
  }
}

function finish(relation: Relation, selected: readonly Selected[], { items, complete }: Clauses): Resolved {
  const outputs = items.map(({ name, at }, i): ResolvedOutput => ({ name, at, column: selected[i]?.column }))
  return { relation, outputs, complete }
}
