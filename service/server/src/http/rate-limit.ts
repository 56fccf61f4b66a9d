/** How many requests somebody may send: `perMinute` on the long run, `burst` at once. */
export type RateLimit = { readonly perMinute: number; readonly burst: number }

/** Counts requests by who sends them. */
export type RateLimiter = {
  /** Takes one request of somebody; gives the seconds to wait where there is none left. */
  readonly take: (who: string, limit: RateLimit) => number | undefined
}

/** More senders than this are not remembered; the longest idle are forgotten first. */
const mostSenders = 50_000

/** Token buckets in memory: a restart forgives. */
export function openRateLimiter(now: () => number): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take: (who, { perMinute, burst }) => {
      const at = now()
      const before = buckets.get(who)
      // A clock that jumps back gives nothing and takes nothing.
      const passed = before === undefined ? 0 : Math.max(0, at - before.at)
      const tokens = before === undefined ? burst : Math.min(burst, before.tokens + (passed * perMinute) / 60_000)
      buckets.delete(who)
      const isServed = tokens >= 1
      buckets.set(who, { tokens: isServed ? tokens - 1 : tokens, at })
      const [oldest] = buckets.keys()
      if (buckets.size > mostSenders && oldest !== undefined) buckets.delete(oldest)
      return isServed ? undefined : Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute))
    },
  }
}
