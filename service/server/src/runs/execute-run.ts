import type { AnalysisAsk, QueryAnswer, RunReason } from '@glovebox/api'
import { debitAccess } from '../collaboration/budget/access.ts'
import { memberNamed } from '../collaboration/membership.ts'
import { recordEvent } from '../events/record-event.ts'
import { type BesideRun, query } from '../usecase/query.ts'
import { accessExhausted } from './access-exhausted.ts'
import { endingOf, finishRun } from './finish-run.ts'
import { whyTooOpen } from './isolation.ts'
import { purposesWanted } from './purposes.ts'
import type { OpenRoom } from './rooms.ts'
import { askOf, audienceOf, destinationOf, findRun, namesOf, noteStatus, type RunRow } from './run-row.ts'
import type { QueuedRun, RunWorld } from './run-world.ts'
import { isStillWithinCap } from './spending-cap.ts'

/** A run that is under way, for whoever stops it. */
export type RunControl = {
  readonly signal: AbortSignal
  /** Why it was stopped. */
  readonly stopped: () => RunReason | undefined
}

/** Something in the room changed between what rules said and where the run would begin: they are asked again. */
class RoomChanged extends Error {}

/** It was stopped before it was on record. */
class StoppedEarly extends Error {}

const mostAttempts = 10

/** Runs what is queued, from its start to its end on record. Throws where something of ours broke; then `recoverRun` says what of it. */
export async function executeRun(world: RunWorld, queued: QueuedRun, control: RunControl): Promise<void> {
  const row = await beginExecution(world, queued)
  if (row === undefined) return
  world.bell.ring(row.id)
  try {
    await executeBegun(world, row, control)
  } finally {
    world.bell.note(row.id, undefined)
  }
}

async function executeBegun(world: RunWorld, row: RunRow, control: RunControl): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const room = await world.rooms.open(row.collaboration)
      // Everything below is of one revision, or it is asked again.
      const revision = room.revision()
      const barred = await whyBarred(world, room, row)
      if (barred !== undefined) {
        await finishRun(world, row, { status: 'refused', reason: barred })
        return
      }
      const answer = await answerOf(world, { room, revision }, row, control)
      if (isStoppedEarly(answer)) throw new StoppedEarly('the run was stopped before it was on record')
      await finishRun(world, row, endingOf(answer, control.stopped()))
      return
    } catch (error) {
      if (error instanceof StoppedEarly) {
        await finishRun(world, row, { status: 'cancelled', reason: control.stopped() ?? 'cancelled-by-submitter' })
        return
      }
      if (!(error instanceof RoomChanged) || attempt === mostAttempts) throw error
    }
  }
}

type Opened = { readonly room: OpenRoom; readonly revision: number }

/** A run that is on record has a receipt, and says itself that it was stopped. */
function isStoppedEarly(answer: QueryAnswer): boolean {
  return answer.status === 'refused' && answer.diagnostics.some(({ code }) => code === 'RUN_CANCELLED')
}

/** What may have changed since it was submitted, beside the rules, which are asked again. */
async function whyBarred(world: RunWorld, room: OpenRoom, row: RunRow): Promise<RunReason | undefined> {
  const to = destinationOf(row)
  if (to !== undefined && room.destination(to.name)?.hash !== to.hash) return 'destination-changed'
  if ((await purposesWanted(world.store.db, row.collaboration, row.purpose ?? undefined)) !== undefined)
    return 'purpose'
  if ((await whyTooOpen(world.store.db, row.collaboration, room)) !== undefined) return 'isolation'
  return (await isStillWithinCap(world, room, row)) ? undefined : 'budget'
}

async function beginExecution(world: RunWorld, { run, collaboration }: QueuedRun): Promise<RunRow | undefined> {
  return world.store.transaction(collaboration, async (tx) => {
    const row = await findRun(tx, collaboration, run)
    if (row?.status !== 'queued') return undefined
    const at = world.clock().toISOString()
    const begun: RunRow = { ...row, status: 'running', started_at: at, attempts: row.attempts + 1 }
    await tx.updateTable('runs').set(begun).where('id', '=', run).execute()
    await noteStatus(tx, run, 'running', at)
    const audience = await audienceOf(tx, run)
    await recordEvent(tx, world, { kind: 'run.started', collaboration, audience, data: { run, member: row.member } })
    return begun
  })
}

function answerOf(world: RunWorld, opened: Opened, row: RunRow, control: RunControl): Promise<QueryAnswer> {
  const ask = askOf(row.member, JSON.parse(row.ask) as AnalysisAsk)
  const destination = destinationOf(row)
  return query(opened.room, ask, {
    run: row.id,
    signal: control.signal,
    onProgress: (step) => world.bell.note(row.id, step),
    keepsResult: true,
    beside: besideRun(world, opened, control),
    ...(row.timeout_ms === null ? {} : { timeoutMs: row.timeout_ms }),
    ...(row.wanted_receivers === null ? {} : { receivers: namesOf(row.wanted_receivers) }),
    ...(destination === undefined ? {} : { destination }),
    ...(row.purpose === null ? {} : { purpose: row.purpose }),
    ...(row.payer === null ? {} : { payer: row.payer }),
    ...(row.user === null ? {} : { user: row.user }),
  })
}

function besideRun(world: RunWorld, { room, revision }: Opened, control: RunControl): BesideRun {
  return {
    admit: async (tx, run) => {
      if (control.signal.aborted) throw new StoppedEarly('the run was stopped before it began')
      const now = await tx.db
        .selectFrom('collaborations')
        .select(['revision', 'closed_at'])
        .where('id', '=', tx.collaboration)
        .executeTakeFirst()
      // What was paused or revoked since then is not read: the change and this are in one order.
      const isSame = now?.revision === room.revision() && now.revision === revision
      if (!isSame || now.closed_at !== null) throw new RoomChanged('the room has changed')
      const debited = await debitAccess(tx.db, tx.collaboration, room.counted(run.tables), new Date(run.at))
      return debited === 'paid' ? [] : [accessExhausted(run.collaboration, debited)]
    },
    charged: async (tx, { warnings, endings }) => {
      const happenings = [
        // Where all of it is spent, its end says so.
        ...warnings
          .filter(({ threshold }) => threshold < 1)
          .map((told) => ({ kind: 'budget.threshold', told }) as const),
        ...endings.map((told) => ({ kind: 'budget.exhausted', told: { ...told, threshold: 1 } }) as const),
      ]
      for (const { kind, told } of happenings) {
        const { owner, scope, threshold, member } = told
        const found = await memberNamed(tx.db, tx.collaboration, owner)
        if (found === undefined) continue
        const audience = [found.organisation]
        const data = { owner, scope, threshold, ...(member === undefined ? {} : { member }) }
        await recordEvent(tx.db, world, { kind, collaboration: tx.collaboration, audience, data })
      }
    },
  }
}
