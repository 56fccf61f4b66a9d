/** A short memory of what was read about keys and sessions. What is forgotten while it is read is not kept. */
export type Seen = {
  readonly get: (id: string, now: number) => unknown
  /** Reads it, and keeps it unless something was forgotten in between. */
  readonly read: <T>(id: string, now: number, reading: () => Promise<T | undefined>) => Promise<T | undefined>
  /** After every change that takes something away. */
  readonly forget: () => void
}

const keptMs = 30_000
const most = 10_000

/** Opens an empty memory. */
export function openSeen(): Seen {
  let generation = 0
  const kept = new Map<string, { readonly value: unknown; readonly until: number }>()
  return {
    get: (id, now) => {
      const found = kept.get(id)
      return found !== undefined && now < found.until && now >= found.until - keptMs ? found.value : undefined
    },
    read: async (id, now, reading) => {
      const before = generation
      const value = await reading()
      if (value !== undefined && before === generation) {
        if (kept.size >= most) kept.clear()
        kept.set(id, { value, until: now + keptMs })
      }
      return value
    },
    forget: () => {
      generation++
      kept.clear()
    },
  }
}
