import type { Expression } from '../relation/relation.ts'
import type { SortKeySyntax } from '../syntax/tree.ts'
import type { Context } from './context.ts'
import { means } from './name.ts'
import { resolveOrdinal } from './ordinal.ts'
import { sameOptional } from './same.ts'
import { refuseAmbiguous } from './scope.ts'
import type { Item } from './select-item.ts'
import { noteFeature } from './session.ts'
import { asSortable } from './sort-key.ts'

/** What a sort key means: the selected column at `index`, or an expression over the rows below. */
export type SortTarget = {
  readonly syntax: SortKeySyntax
  readonly index?: number
  readonly expression?: Expression
}

/** Resolves ORDER BY; a key that is refused is left out. As in PostgreSQL a bare name is first of all a selected column. */
export function resolveOrderBy(
  syntaxes: readonly SortKeySyntax[],
  items: readonly Item[],
  context: Context,
): readonly SortTarget[] {
  return syntaxes.flatMap((syntax) => {
    noteFeature(context.session, 'order-by', syntax.at, context.depth)
    if (syntax.nulls !== undefined) noteFeature(context.session, 'nulls-order', syntax.at, context.depth)
    const target = resolveTarget(syntax, items, context)
    return target === undefined ? [] : [{ syntax, ...target }]
  })
}

function resolveTarget(
  { expression: syntax }: SortKeySyntax,
  items: readonly Item[],
  context: Context,
): Omit<SortTarget, 'syntax'> | undefined {
  const ordinal = resolveOrdinal(syntax, 'ORDER BY', items, context)
  if (ordinal !== undefined) return items[ordinal.index]?.expression === undefined ? undefined : ordinal
  if (syntax.kind === 'column' && syntax.table === undefined) {
    const { name } = syntax
    const [first, ...others] = items.flatMap((item, index) => (means(name, item.name) ? [{ item, index }] : []))
    const isOne = others.every(({ item }) => sameOptional(item.expression, first?.item.expression))
    if (!isOne) return refuseAmbiguous(name, context)
    if (first !== undefined) return first.item.expression === undefined ? undefined : { index: first.index }
  }
  const resolved = context.resolvers.expression(syntax, context)
  const expression = resolved && asSortable(resolved, 'ORDER BY', context)
  return expression && { expression }
}
