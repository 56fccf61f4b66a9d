/** The known name that a mistyped one most likely means; undefined where none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = fold(name)
  // A third of the letters may be wrong: more is another word.
  let best = Math.floor(Math.min(wanted.length, 64) / 3) + 1
  let found: string | undefined
  for (const candidate of known) {
    const folded = fold(candidate)
    if (Math.abs(folded.length - wanted.length) >= best) continue
    const away = distance(wanted, folded, best)
    if (away < best) {
      best = away
      found = candidate
    }
  }
  return found
}

/** Case and separators are the most common slips, so they count for nothing. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '')
}

/** Letters to insert, drop, change or swap with their neighbour; gives `limit` where it takes that many or more. */
function distance(a: string, b: string, limit: number): number {
  if (a === b) return 0
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? limit) + 1 : limit
      row.push(Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped))
    }
    if (Math.min(...row) >= limit) return limit
    beforeLast = last
    last = row
  }
  return last[b.length] ?? limit
}
