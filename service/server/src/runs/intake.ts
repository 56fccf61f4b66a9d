import type { Outcome } from '../collaboration/outcome.ts'
import { type Batch, openBatch } from '../store/batch.ts'
import { isTransient } from '../store/transient.ts'
import { type Draft, keepDrafts } from './keep-drafts.ts'
import type { RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'

/** Few enough that what one of them breaks is soon told apart. */
const mostTogether = 32

const intakes = new WeakMap<RunWorld, Batch<Draft, Outcome<RunRow>>>()

/**
 * Puts a run on disk, or says why not. What is submitted while others are kept is kept with those that came meanwhile,
 * in one transaction of few statements. One lane for all: PostgreSQL lets submissions of different rooms give each other
 * up.
 */
export function keepDraft(world: RunWorld, draft: Draft): Promise<Outcome<RunRow>> {
  const known = intakes.get(world)
  if (known !== undefined) return known(draft)
  const made = openBatch<Draft, Outcome<RunRow>>(mostTogether, {
    keep: (drafts) => world.store.transaction('submissions', (tx) => keepDrafts(world, tx, drafts)),
    isOwn: (error) => !isTransient(error),
  })
  intakes.set(world, made)
  return made(draft)
}
