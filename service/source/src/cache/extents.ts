import type { Span } from '../bytes/span.ts'

/** A part of a file that is kept. */
export type Extent = Span & { readonly id: number }

/** Which parts of a span are kept, and which are missing; in order, and together all of it. */
export function lookUp(extents: readonly Extent[], { from, to }: Span): readonly (Span & { readonly kept?: Extent })[] {
  const parts: (Span & { readonly kept?: Extent })[] = []
  let at = from
  for (const extent of extents) {
    if (extent.to <= at || extent.from >= to) continue
    if (extent.from > at) parts.push({ from: at, to: extent.from })
    const part = { from: Math.max(at, extent.from), to: Math.min(to, extent.to) }
    parts.push({ ...part, kept: extent })
    at = part.to
  }
  if (at < to) parts.push({ from: at, to })
  return parts
}

/** The extents with one more; undefined where it overlaps one that is there. */
export function withExtent(extents: readonly Extent[], added: Extent): readonly Extent[] | undefined {
  if (extents.some(({ from, to }) => from < added.to && added.from < to)) return undefined
  return [...extents, added].sort((a, b) => a.from - b.from)
}
