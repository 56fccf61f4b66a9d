import { type Ask, type Collaboration, type Plan, strongestIsolation } from '@glovebox/cleanroom'
import { loggedSqlLength } from '../limits.ts'
import type { Asked, Occasion } from '../log/entry.ts'
import { ownersOf, type RunDraft, type TableRead } from '../log/receipt.ts'
import { taggedHash } from '../log/tagged-hash.ts'
import { appendEntry } from '../state/audit-log.ts'
import { dataVersion } from '../state/data-version.ts'
import { randomId } from '../state/random-id.ts'
import type { RunLock } from '../state/run-lock.ts'
import { insertRun } from '../state/runs.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import { rulesHash } from './rules-hash.ts'
import type { World } from './world.ts'

/** A run that is on record and not settled. */
export type BegunRun<Paid> = {
  readonly kind: 'begun'
  readonly draft: RunDraft
  readonly paid: Paid
  readonly lock: RunLock
}

/** What pays for a run, in the transaction that puts it on record. */
export type Payment<Paid, Unpaid> = (
  tx: RoomState,
  draft: Pick<RunDraft, 'run' | 'submittedAt' | 'rulesHash' | 'tables'>,
) => Promise<{ readonly kind: 'paid'; readonly paid: Paid } | { readonly kind: 'unpaid'; readonly reason: Unpaid }>

/** What a run's record is made of. */
export type Submission = {
  readonly ask: Ask
  readonly collaboration: Collaboration
  /** The collaboration file as it was read. */
  readonly text: string
  readonly plan: Plan
  /** The tables read, and what their sources say they are. */
  readonly tables: readonly { readonly name: string; readonly owner: string; readonly seen: string }[]
  readonly receivers: readonly string[]
  /** The name that the run has already, where it has one. */
  readonly run: string | undefined
  readonly occasion: Occasion
}

/** Puts a run on record, paid for, before it may read anything: whatever happens after this leaves a trace. */
export async function beginRun<Paid, Unpaid>(
  world: Pick<World, 'random' | 'clock' | 'runLock'>,
  state: RoomState,
  submission: Submission,
  pay: Payment<Paid, Unpaid>,
): Promise<BegunRun<Paid> | { readonly kind: 'unpaid'; readonly reason: Unpaid }> {
  const { ask, collaboration, text, plan, receivers, occasion } = submission
  const run = submission.run ?? randomId('run', world.random)
  const lock = world.runLock(run)
  if (lock === undefined) throw new Error('the lock of a run that never was is taken')
  const submittedAt = world.clock().toISOString()
  const asked = askedOf(ask)
  const read = collaboration.tables.filter(({ name }) => submission.tables.some((table) => table.name === name))
  const isolation = strongestIsolation(read.map(({ minimumIsolation }) => minimumIsolation))
  const hashes = { file: taggedHash('collaboration-file', text), rules: rulesHash(collaboration, submission.tables) }
  const begun = await releasing(lock, () =>
    inTransaction(state, async (tx) => {
      const tables: TableRead[] = []
      for (const { name, owner, seen } of submission.tables)
        tables.push({ name, owner, version: await dataVersion(tx, name, seen) })
      const payment = await pay(tx, { run, submittedAt, rulesHash: hashes.rules, tables })
      if (payment.kind === 'unpaid') return payment
      const head = await appendEntry(
        tx,
        {
          ...occasion,
          kind: 'submitted',
          run,
          member: ask.member,
          asked,
          tables: tables.map(({ name }) => name),
          owners: ownersOf(tables),
          collaborationHash: hashes.file,
          rulesHash: hashes.rules,
        },
        submittedAt,
      )
      const draft: RunDraft = {
        ...occasion,
        run,
        submittedAt,
        member: ask.member,
        asked,
        collaboration: { name: collaboration.name, hash: hashes.file },
        rulesHash: hashes.rules,
        tables,
        suppression: plan.suppression,
        outputColumns: plan.query.outputs.length,
        ...(isolation === undefined ? {} : { minimumIsolation: isolation }),
        receivers,
        submission: head,
      }
      await insertRun(tx, draft)
      return { kind: 'begun', draft, paid: payment.paid } as const
    }),
  )
  if (begun.kind === 'begun') return { ...begun, lock }
  lock.release()
  return begun
}

/** Gives a lock back where the work under it fails. */
async function releasing<T>(lock: RunLock, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
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
