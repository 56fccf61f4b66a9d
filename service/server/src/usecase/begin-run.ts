import type { Ask, Collaboration, Plan } from '@glovebox/cleanroom'
import { loggedSqlLength } from '../limits.ts'
import type { Asked } from '../log/entry.ts'
import type { RunDraft, TableRead } from '../log/receipt.ts'
import { taggedHash } from '../log/tagged-hash.ts'
import type { FileState } from '../source/fingerprint.ts'
import { appendEntry } from '../state/audit-log.ts'
import { dataVersion } from '../state/data-version.ts'
import { type Database, transaction } from '../state/database.ts'
import { randomId } from '../state/random-id.ts'
import { type RunLock, takeRunLock } from '../state/run-lock.ts'
import { insertRun } from '../state/runs.ts'
import { rulesHash } from './rules-hash.ts'
import type { World } from './world.ts'

/** A run that is on record and not settled. */
export type BegunRun = { readonly kind: 'begun'; readonly draft: RunDraft; readonly lock: RunLock }

/** Pays for a run, in the transaction that puts it on record; what it gives instead of nothing stops the run. */
export type Payment<Unpaid> = (
  draft: Pick<RunDraft, 'run' | 'submittedAt' | 'rulesHash' | 'tables'>,
) => Unpaid | undefined

/** What a run's record is made of. */
export type Submission = {
  readonly ask: Ask
  readonly collaboration: Collaboration
  /** The collaboration file as it was read. */
  readonly text: string
  readonly plan: Plan
  /** The tables read, with their files as they are. */
  readonly tables: readonly { readonly name: string; readonly owner: string; readonly files: readonly FileState[] }[]
  readonly receivers: readonly string[]
}

/** Puts a run on record, paid for, before it may read anything: whatever happens after this leaves a trace. */
export function beginRun<Unpaid>(
  world: World,
  database: Database,
  submission: Submission,
  pay: Payment<Unpaid>,
): BegunRun | { readonly kind: 'unpaid'; readonly reason: Unpaid } {
  const { ask, collaboration, text, plan, receivers } = submission
  const run = randomId('run', world.random)
  const lock = takeRunLock(world.stateFolder, run)
  if (lock === undefined) throw new Error('the lock of a run that never was is taken')
  const submittedAt = world.clock().toISOString()
  const asked = askedOf(ask)
  const hashes = { file: taggedHash('collaboration-file', text), rules: rulesHash(collaboration, submission.tables) }
  const begun = releasing(lock, () =>
    transaction(database, () => {
      const tables = submission.tables.map(
        ({ name, owner, files }): TableRead => ({
          name,
          owner,
          version: dataVersion(database, name, files, world.random),
        }),
      )
      const unpaid = pay({ run, submittedAt, rulesHash: hashes.rules, tables })
      if (unpaid !== undefined) return { kind: 'unpaid', reason: unpaid } as const
      const head = appendEntry(
        database,
        {
          kind: 'submitted',
          run,
          member: ask.member,
          asked,
          tables: tables.map(({ name }) => name),
          collaborationHash: hashes.file,
          rulesHash: hashes.rules,
        },
        submittedAt,
      )
      const draft: RunDraft = {
        run,
        submittedAt,
        member: ask.member,
        asked,
        collaboration: { name: collaboration.name, hash: hashes.file },
        rulesHash: hashes.rules,
        tables,
        suppression: plan.suppression,
        outputColumns: plan.query.outputs.length,
        receivers,
        submission: head,
      }
      insertRun(database, draft)
      return { kind: 'begun', draft } as const
    }),
  )
  if (begun.kind === 'begun') return { ...begun, lock }
  lock.release()
  return begun
}

/** Gives a lock back where the work under it fails. */
function releasing<T>(lock: RunLock, work: () => T): T {
  try {
    return work()
  } catch (error) {
    lock.release()
    throw error
  }
}

/** What was asked, as the log keeps it. */
export function askedOf(ask: Ask): Asked {
  switch (ask.kind) {
    case 'sql':
      return ask.sql.length <= loggedSqlLength
        ? { sql: ask.sql }
        : { sql: `${ask.sql.slice(0, loggedSqlLength)} …`, sqlHash: taggedHash('query', ask.sql) }
    case 'template':
      return { template: ask.template, parameters: ask.parameters }
  }
}
