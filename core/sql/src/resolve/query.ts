import type { BodySyntax, QuerySyntax } from '../syntax/tree.ts'
import { withCommonTables } from './common-table.ts'
import type { QueryContext, Resolved } from './context.ts'
import { nothing } from './facts.ts'
import { resolveSelect } from './select.ts'
import { deeper } from './session.ts'
import { combine } from './set-operation.ts'
import { type Tail, withTail } from './tail.ts'
import { resolveValues } from './values.ts'

/** Resolves a query; undefined where it is too large. */
export function resolveQuery(syntax: QuerySyntax, context: QueryContext): Resolved | undefined {
  return resolveWhole(syntax, context, context.depth === 0)
}

/** `isResult` where the columns leave as they are; operands of a set operation first take each other's types. */
function resolveWhole(syntax: QuerySyntax, context: QueryContext, isResult: boolean): Resolved | undefined {
  return deeper(context.session, syntax.at, () => {
    const inside = withCommonTables(syntax.with, context)
    const { body, orderBy, limit, offset, at } = syntax
    const tail: Tail = {
      orderBy,
      ...(limit === undefined ? {} : { limit }),
      ...(offset === undefined ? {} : { offset }),
    }
    // ORDER BY behind a SELECT sees the SELECT's rows; behind anything else only its columns.
    if (body.kind === 'select') return resolveSelect(body, tail, inside, isResult)
    return withTail(resolveBody(body, inside, isResult), tail, at, inside)
  })
}

function resolveBody(body: BodySyntax, context: QueryContext, isResult: boolean): Resolved {
  const resolved = deeper(context.session, body.at, () => {
    switch (body.kind) {
      case 'select':
        return resolveSelect(body, { orderBy: [] }, context, isResult)
      case 'values':
        return resolveValues(body, context)
      case 'query':
        return resolveWhole(body, context, isResult)
      case 'set-operation': {
        const left = resolveBody(body.left, context, false)
        return combine(body, left, resolveBody(body.right, context, false), context)
      }
    }
  })
  return resolved ?? { relation: nothing(body.at), outputs: [], complete: false }
}
