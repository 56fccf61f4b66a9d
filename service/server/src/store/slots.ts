/** So many at a time; others wait in the order in which they came. */
export type Slots = { readonly take: <T>(work: () => Promise<T>) => Promise<T> }

/** Opens a number of slots. */
export function openSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  return {
    take: async (work) => {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free += 1
        else next()
      }
    },
  }
}
