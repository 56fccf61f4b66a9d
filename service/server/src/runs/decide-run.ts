import { requireMember } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { recordAct } from '../collaboration/record-act.ts'
import { recordEvent } from '../events/record-event.ts'
import type { Principal } from '../principal.ts'
import { finishIn } from './finish-run.ts'
import { findRun, isFinished, noteStatus, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'
import type { Runner } from './runner.ts'

/** Which run a decision is about. */
export type RunPlace = { readonly collaboration: string; readonly run: string }

export const noRun: Outcome<never> = refused('NOT_FOUND', {
  reason: 'RUN_NOT_FOUND',
  detail: 'there is no such run, or your organisation may not see it',
})

/** A run that an organisation submitted; the others' are as if they were not there. */
async function ownRun(
  world: RunWorld,
  organisation: string,
  { collaboration, run }: RunPlace,
): Promise<Outcome<RunRow>> {
  const member = await requireMember(world.store.db, collaboration, organisation)
  if (!member.ok) return member
  const row = await findRun(world.store.db, collaboration, run)
  return row?.organisation === organisation ? done(row) : noRun
}

/** Stops a run: at once where it waits, as soon as its engine lets go where it is under way. */
export async function cancelRun(
  world: RunWorld,
  runner: Pick<Runner, 'stop'>,
  by: Principal,
  place: RunPlace,
): Promise<Outcome<RunRow>> {
  const own = await ownRun(world, by.organisation, place)
  if (!own.ok) return own
  if (isFinished(own.value)) return own.value.status === 'cancelled' ? own : ended
  const ending = { status: 'cancelled', reason: 'cancelled-by-submitter' } as const
  await world.store.transaction(place.collaboration, (tx) =>
    finishIn(tx, world, own.value, ending, ['queued', 'awaiting-approval']),
  )
  world.bell.ring(place.run)
  runner.stop(({ run }) => run === place.run, 'cancelled-by-submitter')
  return (await ownRun(world, by.organisation, place)) as Outcome<RunRow>
}

const ended = refused('CONFLICT', { reason: 'RUN_ENDED', detail: 'the run has ended' })

/** Lets a run that waits for a person go on, or stops it. Only a person of its organisation may, not a program for one. */
export async function decideRun(
  world: RunWorld,
  by: Principal,
  place: RunPlace,
  decision: 'approve' | 'reject',
): Promise<Outcome<RunRow>> {
  const own = await ownRun(world, by.organisation, place)
  if (!own.ok) return own
  const { user } = by
  if (user === undefined || by.agent !== undefined)
    return refused('SCOPE_MISSING', { reason: 'PERSON_NEEDED', detail: 'a person decides this, not a program' })
  const decided = await world.store.transaction(place.collaboration, async (tx) => {
    const row = await findRun(tx, place.collaboration, place.run)
    if (row?.status !== 'awaiting-approval')
      return refused('CONFLICT', { reason: 'RUN_NOT_WAITING', detail: 'the run does not wait for anybody' })
    await recordAct(tx, world, {
      collaboration: place.collaboration,
      member: row.member,
      action: decision === 'approve' ? 'run-approved' : 'run-rejected',
      subject: row.id,
    })
    if (decision === 'reject') {
      await finishIn(tx, world, row, { status: 'cancelled', reason: 'rejected' }, ['awaiting-approval'])
      return done((await findRun(tx, place.collaboration, place.run)) ?? row)
    }
    const queued: RunRow = { ...row, status: 'queued', approved_by: user }
    await tx.updateTable('runs').set(queued).where('id', '=', row.id).execute()
    await noteStatus(tx, row.id, 'queued', world.clock().toISOString())
    await recordEvent(tx, world, {
      kind: 'run.queued',
      collaboration: row.collaboration,
      audience: [row.organisation],
      data: { run: row.id, member: row.member },
    })
    return done(queued)
  })
  if (!decided.ok) return decided
  world.bell.ring(place.run)
  if (decided.value.status === 'queued') world.onQueued({ ...place, organisation: by.organisation })
  return decided
}
