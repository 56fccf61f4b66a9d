import type { ActivationFormat } from '@glovebox/api'
import { composeIn } from '../collaboration/document/room-document.ts'
import { destinationOf, findRun, type RunRow } from '../runs/run-row.ts'
import { readOpeningAlone, resultParts } from '../state/receipts.ts'
import { isTaken, spell, waitAfter } from '../webhooks/deliver.ts'
import type { PostAnswer } from '../webhooks/post.ts'
import type { ActivationWorld } from './activation-world.ts'
import type { DestinationRow } from './destination-row.ts'
import { postActivation } from './post-activation.ts'
import { renderActivation } from './render-activation.ts'
import { whyNotDeliver } from './why-not-deliver.ts'
import { endAs, withdraw } from './withdraw.ts'

/** A destination that fails for so long gets nothing of this run any more. */
const patienceMs = 3 * 86_400_000

/** A run whose result is due, by name. */
export type DueRun = { readonly run: string; readonly collaboration: string }

/** An attempt that is on record, and what it stands on. */
type Attempt = { readonly run: RunRow; readonly row: DestinationRow; readonly delivery: string }

/** Makes one attempt, and writes down what came of it. */
export async function deliverActivation(world: ActivationWorld, due: DueRun, signal: AbortSignal): Promise<void> {
  const attempt = await beginAttempt(world, due)
  if (attempt === undefined || signal.aborted) return
  const answer = await send(world, attempt, signal)
  // Somebody forbade it, or the next process makes this attempt: it was not the receiver that failed.
  if (signal.aborted && !isTaken(answer)) return
  await note(world, due, answer)
}

/**
 * Puts an attempt on record before anything leaves, if everything that lets it leave still holds: what forbids it and
 * this are in one order.
 */
async function beginAttempt(world: ActivationWorld, due: DueRun): Promise<Attempt | undefined> {
  return world.store.transaction(due.collaboration, async (tx) => {
    const kept = await tx.selectFrom('activations').selectAll().where('run', '=', due.run).executeTakeFirst()
    const run = await findRun(tx, due.collaboration, due.run)
    if (kept?.status !== 'waiting' || run === undefined) return undefined
    const why = whyNotDeliver(await composeIn(tx, due.collaboration), run) ?? whyTooLate(run, world.clock())
    const row = await tx.selectFrom('destinations').selectAll().where('id', '=', kept.destination).executeTakeFirst()
    if (why !== undefined || row?.hash !== destinationOf(run)?.hash || row === undefined) {
      await withdraw(tx, world, run, why ?? 'destination-changed')
      return undefined
    }
    const attempts = kept.attempts + 1
    // Where this process dies, the next one tries again as after a failure.
    const later = new Date(world.clock().getTime() + waitAfter(attempts)).toISOString()
    const next = run.expires_at !== null && run.expires_at < later ? run.expires_at : later
    await tx.updateTable('activations').set({ attempts, next_at: next }).where('run', '=', run.id).execute()
    return { run, row, delivery: kept.delivery }
  })
}

function whyTooLate({ expires_at, result_gone_at }: RunRow, now: Date): 'expired' | 'result-deleted' | undefined {
  if (result_gone_at !== null) return 'result-deleted'
  return expires_at !== null && expires_at <= now.toISOString() ? 'expired' : undefined
}

async function send(world: ActivationWorld, { run, row, delivery }: Attempt, signal: AbortSignal): Promise<PostAnswer> {
  const state = world.rooms.stateOf(run.collaboration)
  const receipt = run.receipt ?? ''
  const opening = await readOpeningAlone(state, receipt)
  if (opening?.result === undefined) throw new Error('a result that waits for its delivery is not there')
  const parts = resultParts(state, receipt)
  const { media, body } = await renderActivation(row.format as ActivationFormat, opening.result.columns, parts)
  if (signal.aborted) return { kind: 'failed', why: 'interrupted' }
  const about = { kind: 'activation', run: run.id, receipt, format: row.format }
  return postActivation(world, row, { delivery, about, media, body }, signal)
}

async function note(world: ActivationWorld, { run: id, collaboration }: DueRun, answer: PostAnswer): Promise<void> {
  const said = spell(answer)
  await world.store.transaction(collaboration, async (tx) => {
    const kept = await tx.selectFrom('activations').selectAll().where('run', '=', id).executeTakeFirst()
    const run = await findRun(tx, collaboration, id)
    if (kept === undefined || run === undefined) return
    // What arrived has arrived, also where it was forbidden meanwhile: the record says so.
    if (isTaken(answer)) return endAs(tx, world, run, { status: 'delivered', answer: said })
    if (kept.status !== 'waiting') return
    const now = world.clock()
    const since = kept.failing_since ?? now.toISOString()
    await tx.updateTable('activations').set({ failing_since: since, last_answer: said }).where('run', '=', id).execute()
    const isGone = answer.kind === 'status' && answer.status === 410
    if (isGone) return withdraw(tx, world, run, 'gone')
    if (now.getTime() - Date.parse(since) >= patienceMs) await withdraw(tx, world, run, 'failing')
  })
}
