import type { Db } from '../store/store.ts'
import type { CollaborationWorld } from './collaboration-world.ts'
import type { Afterwards } from './hooks.ts'
import type { Outcome } from './outcome.ts'

/** A transaction on a collaboration with what is left to do once it is kept. */
export type Act = {
  readonly tx: Db
  readonly world: CollaborationWorld
  readonly collaboration: string
  readonly at: string
  /** Does it once everything is kept. */
  readonly then: (...afterwards: readonly Afterwards[]) => void
}

/**
 * Runs an act on a collaboration in its lane. What it leaves to do is done when everything is kept, and only then is the
 * outcome given. An act refuses before it writes.
 */
export async function act<T>(
  world: CollaborationWorld,
  collaboration: string,
  work: (act: Act) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { outcome, afterwards } = await world.store.transaction(collaboration, async (tx) => {
    const afterwards: Afterwards[] = []
    const at = world.clock().toISOString()
    const outcome = await work({ tx, world, collaboration, at, then: (...more) => void afterwards.push(...more) })
    return { outcome, afterwards }
  })
  await runAll(afterwards)
  return outcome
}

/** One that fails keeps none of the others from being done; all of them are looked at again when the server starts. */
async function runAll(afterwards: readonly Afterwards[]): Promise<void> {
  const errors: unknown[] = []
  for (const afterward of afterwards) {
    try {
      await afterward()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'an act was kept, and not all that follows from it was done')
}
