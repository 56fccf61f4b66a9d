import type { Span } from '@glovebox/diagnostics'
import { limits } from './limits.ts'
import type { QuerySyntax } from './tree.ts'

type Part = Readonly<Record<string, unknown>>

/**
 * The place where a path in the tree gets longer than the limit. It walks without recursion and over any fields, so
 * that no kind of node can be forgotten.
 */
export function tooHigh(query: QuerySyntax): Span | undefined {
  const waiting: { readonly part: Part; readonly height: number; readonly at: Span }[] = []
  waiting.push({ part: query, height: 0, at: query.at })
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { part } = next
    const height = next.height + ('kind' in part ? 1 : 0)
    const at = isSpan(part.at) ? part.at : next.at
    if (height > limits.height) return at
    for (const value of Object.values(part)) {
      if (typeof value === 'object' && value !== null) waiting.push({ part: value as Part, height, at })
    }
  }
  return undefined
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value
}
