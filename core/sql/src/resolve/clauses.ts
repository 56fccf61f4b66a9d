import type { Aggregate, Expression, PrivacyClause, WindowCall } from '../relation/relation.ts'
import type { SelectSyntax } from '../syntax/tree.ts'
import { resolveCondition } from './condition.ts'
import type { Context, QueryContext, Scope } from './context.ts'
import { type Grouping, type Made, resolveGroupBy, ungrouped, uses } from './group-by.ts'
import { sameName } from './name.ts'
import { resolveOrderBy, type SortTarget } from './order-by.ts'
import { resolvePrivacy } from './privacy-clause.ts'
import { refuse } from './report.ts'
import { asResults, type Item, resolveItems } from './select-item.ts'
import { noteFeature } from './session.ts'
import type { Tail } from './tail.ts'
import { resolveWindow } from './window-call.ts'

/** The clauses of a SELECT after FROM and WHERE, resolved over the rows of those two; nothing is grouped yet. */
export type Clauses = {
  readonly items: readonly Item[]
  /** Whether the items are all there are. */
  readonly complete: boolean
  readonly isGrouped: boolean
  readonly privacy: PrivacyClause | undefined
  readonly grouping: Grouping
  readonly having: Expression | undefined
  readonly qualify: Expression | undefined
  readonly orderBy: readonly SortTarget[]
  readonly aggregates: readonly Aggregate[]
  readonly windows: readonly WindowCall[]
  readonly made: Made
}

/** Resolves the clauses; `isResult` where the columns leave the query as they are. */
export function resolveClauses(
  syntax: SelectSyntax,
  tail: Tail,
  scope: Scope,
  query: QueryContext,
  isResult: boolean,
): Clauses {
  const refusals = query.session.diagnostics.length
  const privacy = syntax.privacy && resolvePrivacy(syntax.privacy, scope, query)
  const aggregates: Aggregate[] = []
  const windows: WindowCall[] = []
  const inside: Context = {
    ...query,
    scope,
    clause: 'the SELECT list',
    aggregates,
    windows,
    namedWindows: syntax.windows,
    selected: [],
  }
  checkNamedWindows(inside)
  const listed = resolveItems(syntax.items, inside)
  const { items, complete } = isResult ? asResults(listed) : listed
  const named: Context = { ...inside, selected: items.filter((item) => item.isAlias) }
  const conditioned = syntax.having && resolveHaving(syntax.having, named)
  const qualify = syntax.qualify && resolveQualify(syntax.qualify, named)
  const orderBy = resolveOrderBy(tail.orderBy, items, { ...named, clause: 'ORDER BY' })
  const made = {
    aggregates: new Set(aggregates.map(({ column }) => column.id)),
    windows: new Set(windows.map(({ column }) => column.id)),
  }
  const having = conditioned && refuseWindows(conditioned, made, query)
  const beforeGrouping: Context = { ...named, clause: 'GROUP BY', aggregates: undefined, windows: undefined }
  const isGrouped = syntax.groupBy !== undefined || having !== undefined || aggregates.length > 0
  const isWhole = query.session.diagnostics.length === refusals && complete && items.every((item) => item.expression)
  if (privacy !== undefined && !isGrouped && isWhole) refuse(query.session, 'SQL_PRIVACY_UNGROUPED', {}, privacy.at)
  return {
    items,
    complete,
    isGrouped,
    privacy,
    grouping: syntax.groupBy ? resolveGroupBy(syntax.groupBy, items, made, beforeGrouping) : ungrouped(),
    having,
    qualify,
    orderBy,
    aggregates,
    windows,
    made,
  }
}

function resolveHaving(syntax: NonNullable<SelectSyntax['having']>, named: Context): Expression | undefined {
  noteFeature(named.session, 'having', syntax.at, named.depth)
  return resolveCondition(syntax, 'HAVING', { ...named, clause: 'HAVING', windows: undefined })
}

function resolveQualify(syntax: NonNullable<SelectSyntax['qualify']>, named: Context): Expression | undefined {
  noteFeature(named.session, 'qualify', syntax.at, named.depth)
  return resolveCondition(syntax, 'QUALIFY', { ...named, clause: 'QUALIFY' })
}

/** An alias can bring a window call into HAVING, which is applied before windows are computed. */
function refuseWindows(having: Expression, made: Made, { session }: QueryContext): Expression | undefined {
  const window = uses(having, made.windows)
  if (window === undefined) return having
  const name = window.kind === 'column' ? window.name : window.kind
  const parameters = { name, place: 'HAVING', instead: 'filter on it with QUALIFY' }
  return refuse(session, 'SQL_WINDOW_MISPLACED', parameters, window.at)
}

/** Resolves every window of the WINDOW clause once for what is wrong with it, used or not. */
function checkNamedWindows(inside: Context): void {
  const { namedWindows, session } = inside
  for (const [i, { name, window }] of namedWindows.entries()) {
    if (namedWindows.slice(0, i).some((other) => sameName(other.name.text, name.text))) {
      refuse(session, 'SQL_WINDOW_DUPLICATE', { name: name.text }, name.at)
    }
    resolveWindow(window, { ...inside, clause: 'a window function', aggregates: [], windows: undefined })
  }
}
