/** Says for each name how long it has to wait, in seconds, before it may ask again; 0 where it may now. */
export type RateLimit = (name: string, now: number) => number

const mostNames = 10_000

/** So many a minute on average, and at most a sixth of them at once. */
export function rateLimit(perMinute: number): RateLimit {
  const size = Math.max(1, perMinute / 6)
  const left = new Map<string, { tokens: number; at: number }>()
  return (name, now) => {
    const bucket = left.get(name) ?? { tokens: size, at: now }
    left.delete(name)
    // The one not heard of for longest is forgotten first: it has the fullest bucket.
    if (left.size >= mostNames) for (const oldest of [...left.keys()].slice(0, 1)) left.delete(oldest)
    const tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute)
    left.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now })
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - tokens) / perMinute) * 60))
  }
}
