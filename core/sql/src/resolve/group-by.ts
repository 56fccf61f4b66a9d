import { diagnostic, type Span } from '@glovebox/diagnostics'
import type { Column, ColumnId, Expression, Output } from '../relation/relation.ts'
import { children, mapChildren } from '../relation/walk.ts'
import type { ExpressionSyntax, GroupBySyntax } from '../syntax/tree.ts'
import type { Context } from './context.ts'
import { type ExpressionIndex, expressionIndex } from './expression-index.ts'
import { columnReference, lineageOf } from './facts.ts'
import { resolveOrdinal } from './ordinal.ts'
import { refuse } from './report.ts'
import type { Item } from './select-item.ts'
import { freshColumn, noteFeature, type Session } from './session.ts'
import { asSortable } from './sort-key.ts'

/** The keys of a GROUP BY. `complete` is false where one of them was refused. */
export type Grouping = {
  readonly keys: readonly Output[]
  readonly index: ExpressionIndex<Output>
  readonly complete: boolean
}

/** The grouping of bare aggregates: by nothing. */
export function ungrouped(): Grouping {
  return { keys: [], index: expressionIndex(), complete: true }
}

/** Resolves GROUP BY: columns, expressions, positions and aliases of selected columns, or ALL of what is not aggregated. */
export function resolveGroupBy(syntax: GroupBySyntax, items: readonly Item[], made: Made, context: Context): Grouping {
  noteFeature(context.session, 'group-by', syntax.at, context.depth)
  const written = syntax.all ? allKeys(items, made) : syntax.keys.map((key) => resolveKey(key, items, made, context))
  const found = written.filter((key) => key !== undefined)
  const keys: Output[] = []
  const index = expressionIndex<Output>()
  const names = expressionIndex<string>()
  for (const { expression, name } of items) if (expression !== undefined) names.add(expression, name)
  for (const expression of found) {
    if (index.find(expression) !== undefined) continue
    const name = names.find(expression) ?? (expression.kind === 'column' ? expression.name : `key_${keys.length + 1}`)
    const column = freshColumn(context.session, { ...expression, name }, lineageOf(context.session, [expression]))
    const key = { column, expression }
    keys.push(key)
    index.add(expression, key)
  }
  return { keys, index, complete: found.length === written.length }
}

/** The columns that aggregates and window calls of the same query make. */
export type Made = { readonly aggregates: ReadonlySet<ColumnId>; readonly windows: ReadonlySet<ColumnId> }

/** Whether an expression uses one of the columns. */
export function uses(expression: Expression, ids: ReadonlySet<ColumnId>): Expression | undefined {
  if (expression.kind === 'column' && ids.has(expression.id)) return expression
  for (const child of children(expression)) {
    const found = uses(child, ids)
    if (found !== undefined) return found
  }
  return undefined
}

function allKeys(items: readonly Item[], { aggregates, windows }: Made): readonly (Expression | undefined)[] {
  return items
    .map(({ expression }) => expression)
    .filter((e) => e === undefined || (uses(e, aggregates) === undefined && uses(e, windows) === undefined))
}

function resolveKey(
  syntax: ExpressionSyntax,
  items: readonly Item[],
  made: Made,
  context: Context,
): Expression | undefined {
  const ordinal = resolveOrdinal(syntax, 'GROUP BY', items, context)
  const item = ordinal === undefined ? undefined : items[ordinal.index]
  if (ordinal !== undefined && item === undefined) return undefined
  const expression = item === undefined ? context.resolvers.expression(syntax, context) : item.expression
  if (expression === undefined) return undefined
  return asSortable(expression, 'GROUP BY', context) && refuseMade(expression, made, syntax.at, context)
}

/** Keys are taken before aggregates and windows are computed, so an alias of those is none. */
function refuseMade(expression: Expression, made: Made, at: Span, { session }: Context): Expression | undefined {
  const aggregate = uses(expression, made.aggregates)
  const window = uses(expression, made.windows)
  const place = 'GROUP BY'
  const instead = 'group by columns and expressions of single rows'
  if (aggregate !== undefined) {
    return refuse(session, 'SQL_AGGREGATE_MISPLACED', { name: nameOf(aggregate), place, instead }, at)
  }
  if (window === undefined) return expression
  return refuse(session, 'SQL_WINDOW_MISPLACED', { name: nameOf(window), place, instead }, at)
}

function nameOf(expression: Expression): string {
  return expression.kind === 'column' ? expression.name : expression.kind
}

/** Rewrites what stands after an aggregation to use its keys; refuses columns that are neither key nor aggregated. */
export function afterGrouping(
  { index, complete }: Grouping,
  made: Made,
  session: Session,
): (expression: Expression) => Expression | undefined {
  const rewrite = (expression: Expression): Expression | undefined => {
    const key = index.find(expression)
    if (key !== undefined) return keyReference(key.column, expression)
    if (expression.kind === 'column') {
      if (made.aggregates.has(expression.id) || made.windows.has(expression.id)) return expression
      if (complete) {
        session.diagnostics.push(diagnostic('SQL_NOT_GROUPED', { column: expression.name }, expression.at))
      }
      return undefined
    }
    let isWhole = true
    const rewritten = mapChildren(expression, (child) => {
      const after = rewrite(child)
      isWhole &&= after !== undefined
      return after ?? child
    })
    return isWhole ? rewritten : undefined
  }
  return rewrite
}

function keyReference(column: Column, expression: Expression): Expression {
  return columnReference(column, expression.at, expression.kind === 'column' ? expression.name : column.name)
}
