import { type Database, transaction } from '../state/database.ts'
import { atomically } from './atomically.ts'

/** Long enough to be worth one wait for the disk, short enough for other processes to get their turn. */
const largestGroup = 256

/** Work of many callers that reaches the disk together. */
export type GroupCommit = {
  /**
   * Runs synchronous work in the order of the calls. What it writes is on disk when the promise is fulfilled; work that
   * throws leaves nothing and rejects its own promise alone.
   */
  readonly commit: <T>(work: () => T) => Promise<T>
  /** Runs what waits at once. Call it before the database is closed. */
  readonly flush: () => void
}

/**
 * One transaction, and one wait for the disk, for all that is asked of this process in one turn of its event loop. The
 * wait itself is what lets the next group gather.
 */
export function openGroupCommit(database: Database): GroupCommit {
  let waiting: Waiting[] = []
  let isScheduled = false

  const schedule = (): void => {
    if (isScheduled || waiting.length === 0) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      commitGroup(database, waiting.splice(0, largestGroup))
      schedule()
    })
  }
  return {
    commit: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(waitingFor(work, resolve, reject))
        schedule()
      }),
    flush: () => {
      const all = waiting
      waiting = []
      commitGroup(database, all)
    },
  }
}

/** `run` does the work and gives what tells its caller, to be called when the group is on disk. */
type Waiting = { readonly run: (database: Database) => () => void; readonly reject: (error: unknown) => void }

function waitingFor<T>(work: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): Waiting {
  return {
    reject,
    run: (database) => {
      try {
        const value = atomically(database, work)
        return () => resolve(value)
      } catch (error) {
        return () => reject(error)
      }
    },
  }
}

function commitGroup(database: Database, group: readonly Waiting[]): void {
  if (group.length === 0) return
  try {
    const tell = transaction(database, () =>
      group.map(({ run }) => {
        const told = run(database)
        // A full disk or a failed write took the work of the others with it.
        if (!database.isTransaction) throw new Error('the state could not be written')
        return told
      }),
    )
    for (const told of tell) told()
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
