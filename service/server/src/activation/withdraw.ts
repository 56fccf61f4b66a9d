import type { ActivationReason } from '@glovebox/api'
import { allMembers } from '../collaboration/membership.ts'
import { recordAct } from '../collaboration/record-act.ts'
import { recordEvent } from '../events/record-event.ts'
import { removeResult } from '../runs/result.ts'
import { audienceOf, destinationOf, type RunRow } from '../runs/run-row.ts'
import type { Db } from '../store/store.ts'
import type { ActivationWorld } from './activation-world.ts'

/** What it takes to put down how a delivery went. */
type Recording = Pick<ActivationWorld, 'clock' | 'vaultOf'> & Parameters<typeof recordAct>[1]

/** The runs of a collaboration whose results wait for their delivery. */
export async function waitingRuns(db: Db, collaboration: string): Promise<readonly RunRow[]> {
  return db
    .selectFrom('activations')
    .innerJoin('runs', 'runs.id', 'activations.run')
    .selectAll('runs')
    .where('activations.collaboration', '=', collaboration)
    .where('activations.status', '=', 'waiting')
    .execute()
}

/** Those that go to a destination. */
export async function waitingTo(
  db: Db,
  { collaboration, id }: { readonly collaboration: string; readonly id: string },
): Promise<readonly RunRow[]> {
  return (await waitingRuns(db, collaboration)).filter((run) => destinationOf(run)?.id === id)
}

/**
 * Gives up a delivery and deletes the result. Must stand in a transaction in the collaboration's lane; whoever is at an
 * attempt is broken off once that is kept.
 */
export async function withdraw(tx: Db, world: Recording, run: RunRow, reason: ActivationReason): Promise<void> {
  await endAs(tx, world, run, { status: reason === 'failing' || reason === 'gone' ? 'failed' : 'withdrawn', reason })
}

/** Puts down how a delivery ended, deletes the result, and tells whoever may see the run. */
export async function endAs(
  tx: Db,
  world: Recording,
  run: RunRow,
  end: {
    readonly status: 'delivered' | 'failed' | 'withdrawn'
    readonly reason?: ActivationReason
    readonly answer?: string
  },
): Promise<void> {
  const { status, reason, answer } = end
  const { id, collaboration, member } = run
  const at = world.clock().toISOString()
  const to = destinationOf(run)
  const ended = { status, next_at: null, ended_at: at, reason: reason ?? null }
  const said = answer === undefined ? {} : { last_answer: answer }
  await tx
    .updateTable('activations')
    .set({ ...ended, ...said })
    .where('run', '=', id)
    .execute()
  const kept = await tx.selectFrom('activations').selectAll().where('run', '=', id).executeTakeFirst()
  if (run.result_gone_at === null) await removeResult(tx, world, run)
  const seenBy = await audienceOf(tx, id)
  const members = await allMembers(tx, collaboration)
  const audience = members.filter(({ organisation }) => seenBy.includes(organisation)).map((one) => one.member)
  const detail = {
    ...(run.receipt === null ? {} : { receipt: run.receipt }),
    ...(to === undefined ? {} : { destination: { id: to.id, name: to.name, owner: to.owner } }),
    delivery: kept?.delivery ?? '',
    attempts: kept?.attempts ?? 0,
    ...(kept?.last_answer ? { answer: kept.last_answer } : {}),
    ...(reason === undefined ? {} : { reason }),
  }
  const hash = to === undefined ? {} : { hash: to.hash }
  await recordAct(tx, world, {
    collaboration,
    member,
    action: `activation-${status}`,
    subject: id,
    ...hash,
    detail,
    audience,
  })
  await recordEvent(tx, world, {
    kind: `activation.${status}`,
    collaboration,
    audience: seenBy,
    data: { run: id, member, destination: to?.name ?? '', ...(reason === undefined ? {} : { reason }) },
  })
}
