import { cover, type Span } from '@glovebox/diagnostics'
import type { Relation, SortKey } from '../relation/relation.ts'
import type { ExpressionSyntax, SortKeySyntax } from '../syntax/tree.ts'
import { plainContext } from './condition.ts'
import type { QueryContext, Resolved, Scope } from './context.ts'
import { columnReference } from './facts.ts'
import { parameterLiteral } from './literal.ts'
import { resolveOrderBy } from './order-by.ts'
import { refuse } from './report.ts'
import { emptyScope, scopeOf } from './scope.ts'
import { noteFeature } from './session.ts'
import { sortKey } from './sort-key.ts'

/** What may follow a query's body. */
export type Tail = {
  readonly orderBy: readonly SortKeySyntax[]
  readonly limit?: ExpressionSyntax
  readonly offset?: ExpressionSyntax
}

/** The rows sorted; as they are without keys. */
export function sorted(input: Relation, keys: readonly SortKey[]): Relation {
  const [first, ...rest] = keys
  if (first === undefined) return input
  const at = rest.reduce((span, key) => cover(span, key.at), first.at)
  return { kind: 'sort', input, keys, columns: input.columns, at }
}

/** The rows that LIMIT and OFFSET leave. */
export function limited(input: Relation, { limit, offset }: Tail, context: QueryContext): Relation {
  const { session, depth } = context
  if (limit !== undefined) noteFeature(session, 'limit', limit.at, depth)
  if (offset !== undefined) noteFeature(session, 'offset', offset.at, depth)
  const count = limit && rowCount(limit, 'LIMIT', context)
  const skipped = offset && rowCount(offset, 'OFFSET', context)
  const at = limit?.at ?? offset?.at
  if (at === undefined) return input
  const span = offset === undefined ? at : cover(at, offset.at)
  const counted = count === undefined ? {} : { count }
  return { kind: 'limit', input, ...counted, offset: skipped ?? 0, columns: input.columns, at: span }
}

function rowCount(syntax: ExpressionSyntax, clause: 'LIMIT' | 'OFFSET', context: QueryContext): number | undefined {
  if (syntax.kind === 'number' && /^\d{1,15}$/.test(syntax.text)) return Number(syntax.text)
  if (syntax.kind === 'parameter') {
    const bound = parameterLiteral(syntax, plainContext(context, emptyScope(context.outer), clause))
    if (bound === undefined) return undefined
    const { value } = bound
    if (typeof value === 'bigint' && bound.type.kind === 'integer' && value >= 0n && value < 10n ** 15n) {
      return Number(value)
    }
  }
  return refuse(context.session, 'SQL_LIMIT', { clause }, syntax.at)
}

/** A query whose ORDER BY sees its output columns only: a set operation, VALUES, or a query in parentheses. */
export function withTail(resolved: Resolved, tail: Tail, at: Span, context: QueryContext): Resolved {
  const inside = plainContext(context, outputScope(resolved, at, context.outer), 'ORDER BY')
  const items = resolved.outputs.map(({ name, at: itemAt, column }) => ({
    name,
    at: itemAt,
    expression: column && columnReference(column, itemAt),
    isAlias: true,
  }))
  const keys = resolveOrderBy(tail.orderBy, items, inside).flatMap(({ syntax, index, expression }) => {
    const key = index === undefined ? expression : items[index]?.expression
    return key === undefined ? [] : [sortKey(syntax, { ...key, at: syntax.expression.at })]
  })
  return { ...resolved, relation: limited(sorted(resolved.relation, keys), tail, context) }
}

function outputScope({ outputs, complete }: Resolved, at: Span, outer: Scope | undefined): Scope {
  const columns = outputs.map(({ name, column }) => ({
    name,
    expression: column && columnReference(column, at, name),
  }))
  return scopeOf({ columns, complete, at }, outer)
}
