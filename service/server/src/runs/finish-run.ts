import type { DiagnosticView, QueryAnswer, RunReason } from '@glovebox/api'
import { settingsOf } from '../collaboration/settings.ts'
import { recordEvent } from '../events/record-event.ts'
import { meterRun } from '../metering/meter-run.ts'
import type { Db } from '../store/store.ts'
import { startActivation } from './pending-activation.ts'
import { audienceOf, findRun, noteStatus, noteViewers, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'

/** How a run ended, as far as its record goes. */
export type RunEnding = {
  readonly status: 'ok' | 'refused' | 'failed' | 'timed-out' | 'cancelled'
  readonly receipt?: string
  readonly reason?: RunReason
  readonly diagnostics?: readonly DiagnosticView[]
  readonly text?: string
  readonly receivers?: readonly string[]
}

/** What a query's answer makes of its run. `stopped`: why somebody stopped it, if somebody did. */
export function endingOf(answer: QueryAnswer, stopped: RunReason | undefined): RunEnding {
  switch (answer.status) {
    case 'ok':
      return { status: 'ok', receipt: answer.receipt, receivers: answer.receivers }
    case 'refused': {
      const { reason, diagnostics, text } = answer
      return { status: 'refused', reason, diagnostics, text }
    }
    case 'failed':
    case 'timed-out':
    case 'cancelled': {
      const { status, receipt, diagnostics, text } = answer
      const why = stopped === undefined || status !== 'cancelled' ? {} : { reason: stopped }
      return { status, receipt, diagnostics, text, ...why }
    }
  }
}

const dayMs = 86_400_000

/**
 * Writes down how a run ended, unless it has ended before, and tells those who wait for it. `from`: the statuses that it
 * may be in.
 */
export async function finishRun(
  world: RunWorld,
  { collaboration, id }: Pick<RunRow, 'collaboration' | 'id'>,
  ending: RunEnding,
  from: readonly RunRow['status'][] = ['running'],
): Promise<boolean> {
  const isDone = await world.store.transaction(collaboration, (tx) =>
    finishIn(tx, world, { collaboration, id }, ending, from),
  )
  world.bell.ring(id)
  return isDone
}

/** The same in a transaction of the caller's, who rings the bell when it is kept. */
export async function finishIn(
  tx: Db,
  world: Pick<RunWorld, 'clock' | 'runs'>,
  { collaboration, id }: Pick<RunRow, 'collaboration' | 'id'>,
  ending: RunEnding,
  from: readonly RunRow['status'][],
): Promise<boolean> {
  const before = await findRun(tx, collaboration, id)
  if (before === undefined || !from.includes(before.status)) return false
  const at = world.clock().toISOString()
  const { status, receipt, reason, diagnostics, text, receivers } = ending
  const after: RunRow = {
    ...before,
    status,
    finished_at: at,
    receipt: receipt ?? null,
    reason: reason ?? null,
    diagnostics: diagnostics === undefined ? null : JSON.stringify(diagnostics),
    text: text ?? null,
    expires_at: status === 'ok' ? await expiryOf(tx, collaboration, at) : null,
    ...(receivers === undefined ? {} : { receivers: JSON.stringify(receivers) }),
  }
  await tx.updateTable('runs').set(after).where('id', '=', id).execute()
  await startActivation(tx, after, at)
  // Without a receipt it was never on record: nothing was charged for it.
  if (receipt === undefined) await tx.updateTable('run_shares').set({ is_released: 1 }).where('run', '=', id).execute()
  if (receivers !== undefined) await noteViewers(tx, after, { owners: [], receivers })
  await noteStatus(tx, id, status, at)
  await meterRun(tx, world, after)
  await recordEvent(tx, world, {
    kind: 'run.finished',
    collaboration,
    audience: await audienceOf(tx, id),
    data: { run: id, member: after.member, status, ...(receipt === undefined ? {} : { receipt }) },
  })
  return true
}

async function expiryOf(tx: Db, collaboration: string, at: string): Promise<string> {
  const row = await tx
    .selectFrom('collaborations')
    .select('settings')
    .where('id', '=', collaboration)
    .executeTakeFirst()
  const { resultRetentionDays } = settingsOf(row?.settings ?? '{"resultRetentionDays":1}')
  return new Date(Date.parse(at) + resultRetentionDays * dayMs).toISOString()
}
