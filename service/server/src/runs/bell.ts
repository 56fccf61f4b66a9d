import type { Progress } from '@glovebox/api'

/** What a run under way is at. */
export type RunStep = Parameters<Progress>[0]

/** Tells those who wait for a run that something about it is on disk, and those who watch it what it is at meanwhile. */
export type Bell = {
  readonly ring: (run: string) => void
  /** Notes what a run is at in this process; nothing: it is at nothing any more. */
  readonly note: (run: string, step: RunStep | undefined) => void
  readonly stepOf: (run: string) => RunStep | undefined
  /** Calls back at every ring, until the function that it gives is called. */
  readonly listen: (run: string, hear: () => void) => () => void
  /** Calls back at every ring and every note. */
  readonly watch: (run: string, hear: () => void) => () => void
}

/** A bell that nobody listens to yet. */
export function makeBell(): Bell {
  const steps = new Map<string, RunStep>()
  const [waiting, watching] = [hearers(), hearers()]
  return {
    ring: (run) => {
      waiting.call(run)
      watching.call(run)
    },
    note: (run, step) => {
      if (step === undefined) steps.delete(run)
      else steps.set(run, step)
      watching.call(run)
    },
    stepOf: (run) => steps.get(run),
    listen: waiting.add,
    watch: watching.add,
  }
}

type Hearers = {
  readonly call: (run: string) => void
  readonly add: (run: string, hear: () => void) => () => void
}

function hearers(): Hearers {
  const listeners = new Map<string, Set<() => void>>()
  return {
    call: (run) => {
      for (const hear of [...(listeners.get(run) ?? [])]) hear()
    },
    add: (run, hear) => {
      const all = listeners.get(run) ?? new Set()
      listeners.set(run, all.add(hear))
      return () => {
        all.delete(hear)
        if (all.size === 0 && listeners.get(run) === all) listeners.delete(run)
      }
    },
  }
}
