import type { Span } from '@glovebox/diagnostics'
import type { Expression } from '../relation/relation.ts'
import type { ExpressionSyntax, SelectItemSyntax } from '../syntax/tree.ts'
import type { Context, Visible } from './context.ts'
import { refuse } from './report.ts'
import { asResult } from './result-type.ts'
import { resolveSource } from './scope.ts'
import { exhaust, limits, noteFeature, spend } from './session.ts'
import { asSortable } from './sort-key.ts'

/** A selected column as it is before aggregation; without an expression it was refused. */
export type Item = {
  readonly name: string
  readonly at: Span
  readonly expression: Expression | undefined
  /** Whether the name was written with AS, and may be used in other clauses. */
  readonly isAlias: boolean
}

/** The SELECT list, `*` and `t.*` expanded. `complete` is false where columns are missing from it. */
export type Items = { readonly items: readonly Item[]; readonly complete: boolean }

/** Resolves the SELECT list. */
export function resolveItems(syntaxes: readonly SelectItemSyntax[], context: Context): Items {
  const items: Item[] = []
  let complete = true
  for (const syntax of syntaxes) {
    if (syntax.kind === 'item') {
      items.push(resolveItem(syntax, items.length, context))
      continue
    }
    const star = expandStar(syntax, context)
    complete &&= star.complete
    // One by one: a spread of thousands of arguments has a limit of its own.
    for (const item of star.items) items.push(item)
  }
  const [first] = syntaxes
  if (items.length > limits.columns && first !== undefined) {
    exhaust(context.session, 'columns', limits.columns, first.at)
  }
  return { items, complete }
}

function resolveItem(
  { expression: syntax, alias, at }: Extract<SelectItemSyntax, { kind: 'item' }>,
  index: number,
  context: Context,
): Item {
  const resolved = context.resolvers.expression(syntax, context)
  const expression = resolved && asSortable(resolved, 'SELECT', context)
  const name = alias?.text ?? nameOf(syntax, expression) ?? `column_${index + 1}`
  return { name, at, expression, isAlias: alias !== undefined }
}

/** The name that an expression gives its column. */
function nameOf(syntax: ExpressionSyntax, expression: Expression | undefined): string | undefined {
  switch (syntax.kind) {
    case 'column':
      return expression?.kind === 'column' ? expression.name : syntax.name.text
    case 'call':
      return syntax.name
    case 'cast':
      return nameOf(syntax.operand, undefined)
    case 'case':
    case 'extract':
      return syntax.kind
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-string':
    case 'interval':
    case 'parameter':
    case 'unary':
    case 'binary':
    case 'logical':
    case 'is':
    case 'between':
    case 'like':
    case 'in-list':
    case 'in-query':
    case 'exists':
    case 'scalar-query':
      return undefined
  }
}

function expandStar({ table, at }: Extract<SelectItemSyntax, { kind: 'star' }>, context: Context): Items {
  const { session, scope, depth } = context
  noteFeature(session, 'select-star', at, depth)
  if (table !== undefined) {
    const source = resolveSource(table, { name: `${table.text}.*`, at }, context)
    return source === undefined ? { items: [], complete: false } : expand(source.columns, source.complete, at, context)
  }
  if (scope.sources.length === 0) {
    refuse(session, 'SQL_STAR_WITHOUT_FROM', {}, at)
    return { items: [], complete: false }
  }
  const complete = scope.sources.every((source) => source.complete)
  return expand(scope.visible, complete, at, context)
}

function expand(columns: readonly Visible[], complete: boolean, at: Span, { session }: Context): Items {
  if (!spend(session, columns.length, at)) return { items: [], complete: false }
  const items = columns.map(({ name, expression }) => ({
    name,
    at,
    expression: expression && { ...expression, at },
    isAlias: false,
  }))
  return { items, complete }
}

/** The items as they leave the query. */
export function asResults({ items, complete }: Items): Items {
  return {
    items: items.map((item) => ({ ...item, expression: item.expression && asResult(item.expression) })),
    complete,
  }
}
