/** Tells those who wait for a run that something about it is on disk. */
export type Bell = {
  readonly ring: (run: string) => void
  /** Calls back at every ring, until the function that it gives is called. */
  readonly listen: (run: string, hear: () => void) => () => void
}

/** A bell that nobody listens to yet. */
export function makeBell(): Bell {
  const listeners = new Map<string, Set<() => void>>()
  return {
    ring: (run) => {
      for (const hear of [...(listeners.get(run) ?? [])]) hear()
    },
    listen: (run, hear) => {
      const all = listeners.get(run) ?? new Set()
      listeners.set(run, all.add(hear))
      return () => {
        all.delete(hear)
        if (all.size === 0 && listeners.get(run) === all) listeners.delete(run)
      }
    },
  }
}
