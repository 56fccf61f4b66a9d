import type { RunSubmission } from '@glovebox/api'
import type { Refused } from '../../collaboration/outcome.ts'
import { recordEvent } from '../../events/record-event.ts'
import { whyMakerGone } from '../../identity/maker.ts'
import type { RunWorld } from '../run-world.ts'
import { type Submitter, submitRun } from '../submit-run.ts'
import { nextTick } from './cron.ts'
import type { ScheduleRow } from './schedules.ts'

const atOnce = 100

/**
 * Submits what is due. A tick has the idempotency key of its schedule and moment, so it runs once at most, however often
 * the process dies on the way; of ticks that were missed only the last one is run.
 */
export async function tickSchedules(world: RunWorld): Promise<number> {
  const now = world.clock()
  const due = await world.store.db
    .selectFrom('schedules')
    .selectAll()
    .where('status', '=', 'active')
    .where('next_at', '<=', now.toISOString())
    .orderBy('next_at')
    .limit(atOnce)
    .execute()
  for (const schedule of due) await tick(world, schedule, now)
  return due.length
}

async function tick(world: RunWorld, schedule: ScheduleRow, now: Date): Promise<void> {
  const at = schedule.next_at
  if (at === null) return
  const submission = JSON.parse(schedule.submission) as RunSubmission
  const by: Submitter = {
    organisation: schedule.organisation,
    schedule: schedule.id,
    ...(schedule.user === null ? {} : { user: schedule.user }),
    ...(schedule.max_share === null ? {} : { scheduleMaxShare: schedule.max_share }),
  }
  const gone = await whyMakerGone(world.store.db, schedule.organisation, schedule, 'runs:write', now)
  const told =
    gone === undefined
      ? await submitted(world, by, schedule, submission, at)
      : ({ outcome: 'paused', reason: gone } as const)
  const nextAt = nextTick(schedule.cron, schedule.zone, now)?.toISOString() ?? null
  await world.store.transaction(schedule.collaboration, async (tx) => {
    const isPaused = told.outcome === 'paused'
    await tx
      .updateTable('schedules')
      .set({ next_at: nextAt, ...(isPaused ? { status: 'paused', pause_reason: told.reason } : {}) })
      .where('id', '=', schedule.id)
      .where('next_at', '=', at)
      .execute()
    await tx
      .insertInto('schedule_ticks')
      .values({ run: null, reason: null, ...told, schedule: schedule.id, tick: at, at: now.toISOString() })
      .onConflict((conflict) => conflict.columns(['schedule', 'tick']).doNothing())
      .execute()
    if (isPaused)
      await recordEvent(tx, world, {
        kind: 'schedule.paused',
        collaboration: schedule.collaboration,
        audience: [schedule.organisation],
        data: { schedule: schedule.id, name: schedule.name, reason: told.reason },
      })
  })
}

async function submitted(
  world: RunWorld,
  by: Submitter,
  { id, collaboration }: ScheduleRow,
  submission: RunSubmission,
  at: string,
): Promise<Fate | { readonly outcome: 'submitted'; readonly run: string }> {
  const outcome = await submitRun(world, by, collaboration, submission, `schedule ${id} ${at}`)
  return outcome.ok ? { outcome: 'submitted', run: outcome.value.id } : fateOf(outcome)
}

type Fate =
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'paused'; readonly reason: string }

/** What will not change by itself pauses the schedule; what may, skips the tick. */
function fateOf({ problem: { code, reason = code } }: Refused): Fate {
  switch (code) {
    case 'BUDGET_EXHAUSTED':
      // How often a table may be read begins anew by itself.
      return reason === 'ACCESS_BUDGET'
        ? { outcome: 'skipped', reason: 'access-budget' }
        : { outcome: 'paused', reason: 'budget' }
    case 'REFUSED':
      return { outcome: 'paused', reason: reason === 'NOT_PERMITTED' ? 'not-permitted' : 'refused' }
    case 'NOT_FOUND':
      return { outcome: 'paused', reason: 'not-permitted' }
    default:
      return { outcome: 'skipped', reason: reason.toLowerCase().replaceAll('_', '-') }
  }
}
