/** The versions that tables had when they were looked at last, for questions that are not worth asking a source again. */
export type VersionMemory = {
  readonly get: (table: string) => string | undefined
  readonly note: (table: string, version: string) => void
  /** Looks, or waits for whoever looks already: however many ask, a source is asked once at a time. */
  readonly look: (table: string, look: () => Promise<string | undefined>) => Promise<string | undefined>
}

const keptMs = 30_000
const most = 1000

/** Remembers versions for half a minute, and no more than a thousand of them. */
export function versionMemory(clock: () => Date): VersionMemory {
  const looks = new Map<string, Promise<string | undefined>>()
  const noted = new Map<string, { readonly version: string; readonly at: number }>()
  return {
    get: (table) => {
      const found = noted.get(table)
      const age = found === undefined ? Number.NaN : clock().getTime() - found.at
      return age >= 0 && age < keptMs ? found?.version : undefined
    },
    note: (table, version) => {
      noted.delete(table)
      const [oldest] = noted.keys()
      if (noted.size >= most && oldest !== undefined) noted.delete(oldest)
      noted.set(table, { version, at: clock().getTime() })
    },
    look: (table, look) => {
      const found = looks.get(table) ?? look().finally(() => looks.delete(table))
      looks.set(table, found)
      return found
    },
  }
}
