/** Work that runs beside other work, and work that runs while nothing else does, in the order in which they came. */
export type Turns = {
  readonly shared: <T>(work: () => Promise<T>) => Promise<T>
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>
}

/** Opens turns: whoever comes after work that wants to be alone waits for it, so that it does not wait for ever. */
export function openTurns(): Turns {
  const waiting: { readonly isAlone: boolean; readonly go: () => void }[] = []
  let running = 0
  let isTaken = false
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (isTaken || (next.isAlone && running > 0)) return
      waiting.shift()
      running += 1
      isTaken = next.isAlone
      next.go()
    }
  }
  const take = async <T>(isAlone: boolean, work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((go) => {
      waiting.push({ isAlone, go })
      admit()
    })
    try {
      return await work()
    } finally {
      running -= 1
      isTaken = false
      admit()
    }
  }
  return { shared: (work) => take(false, work), alone: (work) => take(true, work) }
}
