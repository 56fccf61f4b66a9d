import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Tells work that stands in a transaction from work that does not, so that what would wait for itself, or would write
 * beside the transaction, is refused instead.
 */
export type Nesting = {
  readonly enter: <T>(what: 'transaction' | 'snapshot', work: () => Promise<T>) => Promise<T>
  /** Throws inside a transaction. */
  readonly refuseStatement: () => void
  /** Throws inside a transaction or snapshot. */
  readonly refuseNesting: () => void
}

/** One for each store. */
export function openNesting(): Nesting {
  const current = new AsyncLocalStorage<{ what: 'transaction' | 'snapshot'; isOpen: boolean }>()
  const openWhat = (): string | undefined => {
    const inside = current.getStore()
    return inside?.isOpen === true ? inside.what : undefined
  }
  return {
    enter: (what, work) => {
      const inside = { what, isOpen: true }
      return current.run(inside, async () => {
        try {
          return await work()
        } finally {
          inside.isOpen = false
        }
      })
    },
    refuseStatement: () => {
      if (openWhat() === 'transaction') throw new Error('a transaction is open here: use it instead of the store')
    },
    refuseNesting: () => {
      const what = openWhat()
      if (what !== undefined) throw new Error(`a ${what} is open here: another one cannot start inside`)
    },
  }
}
