/** Bytes of a file from `from` up to, and without, `to`. */
export type Span = { readonly from: number; readonly to: number }

/** What may be fetched without being needed, so that fewer requests are made: a few bytes, and a small share. */
export type Slack = { readonly bytes: number; readonly share: number }

const usualSlack: Slack = { bytes: 16_384, share: 0.02 }

/** Few spans that hold all of the given ones, in order, without overlap. Gaps are bridged where they are small. */
export function coalesce(spans: readonly Span[], slack: Slack = usualSlack): readonly Span[] {
  const sorted = spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  const merged: { from: number; to: number }[] = []
  for (const { from, to } of sorted) {
    const last = merged.at(-1)
    const allowed = last === undefined ? 0 : Math.max(slack.bytes, slack.share * (to - from + last.to - last.from))
    if (last !== undefined && from - last.to <= allowed) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/** Spans of at most so many bytes, of about the same length, that make up the given ones. */
export function split(spans: readonly Span[], maxBytes: number): readonly Span[] {
  return spans.flatMap(({ from, to }) => {
    const pieces = Math.max(1, Math.ceil((to - from) / maxBytes))
    const length = Math.ceil((to - from) / pieces)
    return Array.from({ length: pieces }, (_, i) => ({
      from: from + i * length,
      to: Math.min(to, from + (i + 1) * length),
    })).filter((span) => span.from < span.to)
  })
}

/** How many bytes spans hold together. */
export function spanBytes(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0)
}
