import type { ExpressionSyntax } from '../syntax/tree.ts'
import type { Context } from './context.ts'
import { refuse } from './report.ts'

/**
 * The selected column that a number in GROUP BY or ORDER BY means; undefined where none is written. An index that no
 * column has was refused.
 */
export function resolveOrdinal(
  syntax: ExpressionSyntax,
  clause: 'GROUP BY' | 'ORDER BY',
  selected: readonly unknown[],
  { session }: Context,
): { readonly index: number } | undefined {
  if (syntax.kind !== 'number') return undefined
  const position = /^\d{1,9}$/.test(syntax.text) ? Number(syntax.text) : 0
  if (position < 1 || position > selected.length) {
    refuse(session, 'SQL_ORDINAL', { clause, given: syntax.text, count: selected.length }, syntax.at)
    return { index: -1 }
  }
  return { index: position - 1 }
}
