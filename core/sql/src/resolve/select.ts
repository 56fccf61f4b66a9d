import type { Expression } from '../relation/relation.ts'
import type { SelectSyntax } from '../syntax/tree.ts'
import { resolveClauses } from './clauses.ts'
import { plainContext, resolveCondition } from './condition.ts'
import type { QueryContext, Resolved } from './context.ts'
import { type From, resolveFrom } from './from.ts'
import { afterGrouping } from './group-by.ts'
import { filter, groupedRows } from './grouped-rows.ts'
import { refuse } from './report.ts'
import { emptyScope } from './scope.ts'
import { selectedRows } from './selected-rows.ts'
import { noteFeature } from './session.ts'
import { limited, type Tail } from './tail.ts'

/**
 * Resolves a SELECT with what follows it. The relation is, from below: FROM, WHERE, grouping, HAVING, windows, QUALIFY,
 * the selected columns, DISTINCT, ORDER BY, LIMIT; what is not written is not there.
 */
export function resolveSelect(syntax: SelectSyntax, tail: Tail, context: QueryContext, isResult: boolean): Resolved {
  const from = resolveFromClause(syntax, context)
  const where = resolveWhere(syntax, from, context)
  const clauses = resolveClauses(syntax, tail, from.scope, context, isResult)
  const rewrite = clauses.isGrouped
    ? afterGrouping(clauses.grouping, clauses.made, context.session)
    : (expression: Expression): Expression => expression
  const rows = groupedRows(filter(from.relation, where, 'where'), clauses, syntax, rewrite)
  const selected = selectedRows(rows, clauses, syntax, rewrite, context)
  if (selected.complete && selected.outputs.length === 0) {
    refuse(context.session, 'SQL_COLUMN_COUNT', { what: 'the SELECT list', expected: 1, given: 0 }, syntax.at)
  }
  return { ...selected, relation: limited(selected.relation, tail, context) }
}

function resolveFromClause(syntax: SelectSyntax, context: QueryContext): From {
  if (syntax.from !== undefined) return resolveFrom(syntax.from, context)
  noteFeature(context.session, 'select-without-from', syntax.at, context.depth)
  const oneRow = { kind: 'values', rows: [[]], columns: [], at: syntax.at } as const
  return { relation: oneRow, scope: emptyScope(context.outer) }
}

function resolveWhere({ where }: SelectSyntax, { scope }: From, context: QueryContext): Expression | undefined {
  if (where === undefined) return undefined
  noteFeature(context.session, 'where', where.at, context.depth)
  return resolveCondition(where, 'WHERE', plainContext(context, scope, 'WHERE'))
}
