import type { Membership } from '../collaboration/membership.ts'
import { allMembers, requireMember } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { recordAct } from '../collaboration/record-act.ts'
import { forgetResult } from '../state/forget-result.ts'
import { readOpeningAlone, resultParts } from '../state/receipts.ts'
import type { Db } from '../store/store.ts'
import { receiversOf } from '../usecase/receivers.ts'
import { noRun, type RunPlace } from './decide-run.ts'
import type { ResultColumn, ResultParts } from './format/result-format.ts'
import { endActivation } from './pending-activation.ts'
import { audienceOf, findRun, isFinished, namesOf, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'
import { seeRun } from './view-run.ts'

/** What a receiver fetches. */
export type KeptResult = { readonly columns: readonly ResultColumn[]; readonly parts: ResultParts }

/**
 * The result of a run, for a member who is one of its receivers and still may be. Whoever is not is told that there is
 * none.
 */
export async function openResult(world: RunWorld, organisation: string, place: RunPlace): Promise<Outcome<KeptResult>> {
  const seen = await seeRun(world, organisation, place)
  if (!seen.ok) return seen
  const { row, viewer } = seen.value
  const unwilling = await whyNotReceive(world, row, viewer)
  if (unwilling !== undefined) return unwilling
  if (!isFinished(row)) return refused('CONFLICT', { reason: 'RUN_NOT_ENDED', detail: 'the run has not ended' })
  if (row.status !== 'ok' || row.receipt === null)
    return refused('CONFLICT', { reason: 'RUN_WITHOUT_RESULT', detail: 'the run came to no result' })
  if (isGone(row, world.clock())) return gone
  const state = world.rooms.stateOf(place.collaboration)
  const opening = await readOpeningAlone(state, row.receipt)
  if (opening?.result === undefined) return gone
  await noteRead(world, row, viewer)
  return done({ columns: opening.result.columns, parts: resultParts(state, row.receipt) })
}

/** Removes the rows of a result for everybody; its submitter may. */
export async function deleteResult(world: RunWorld, organisation: string, place: RunPlace): Promise<Outcome<void>> {
  const member = await requireMember(world.store.db, place.collaboration, organisation)
  if (!member.ok) return member
  return world.store.transaction(place.collaboration, async (tx): Promise<Outcome<void>> => {
    const row = await findRun(tx, place.collaboration, place.run)
    if (row?.organisation !== organisation) return noRun
    if (row.status !== 'ok') return refused('CONFLICT', { reason: 'RUN_WITHOUT_RESULT', detail: 'there is no result' })
    if (row.result_gone_at !== null) return gone
    await removeResult(tx, world, row)
    await recordOfResult(tx, world, row, { member: member.value.member, action: 'result-deleted' })
    return done(undefined)
  })
}

/** Writes into the log that an organisation fetches a result: the first time, before it has any of it. */
async function noteRead(world: RunWorld, row: RunRow, { organisation, member }: Membership): Promise<void> {
  const { db } = world.store
  if (await isRead(db, row.id, organisation)) return
  await world.store.transaction(row.collaboration, async (tx) => {
    if (await isRead(tx, row.id, organisation)) return
    await tx.insertInto('result_reads').values({ run: row.id, organisation, at: world.clock().toISOString() }).execute()
    await recordOfResult(tx, world, row, { member, action: 'result-read' })
  })
}

async function isRead(db: Db, run: string, organisation: string): Promise<boolean> {
  const read = db.selectFrom('result_reads').select('run').where('run', '=', run)
  return (await read.where('organisation', '=', organisation).executeTakeFirst()) !== undefined
}

/** Records an act for those who may see the run. */
async function recordOfResult(
  tx: Db,
  world: RunWorld,
  { id, collaboration, receipt }: Pick<RunRow, 'id' | 'collaboration' | 'receipt'>,
  act: { readonly member: string; readonly action: 'result-read' | 'result-deleted' },
): Promise<void> {
  const seenBy = await audienceOf(tx, id)
  const members = await allMembers(tx, collaboration)
  const audience = members.filter(({ organisation }) => seenBy.includes(organisation)).map(({ member }) => member)
  const detail = receipt === null ? {} : { detail: { receipt } }
  await recordAct(tx, world, { ...act, collaboration, subject: id, ...detail, audience })
}

/** Removes the rows of a result. Must stand in a transaction in the collaboration's lane. */
export async function removeResult(
  tx: Db,
  world: Pick<RunWorld, 'clock' | 'vaultOf'>,
  { id, collaboration, receipt }: Pick<RunRow, 'id' | 'collaboration' | 'receipt'>,
): Promise<void> {
  if (receipt !== null) await forgetResult({ db: tx, collaboration, vault: world.vaultOf(collaboration) }, receipt)
  const at = world.clock().toISOString()
  await tx.updateTable('runs').set({ result_gone_at: at }).where('id', '=', id).execute()
  await endActivation(tx, id, at)
}

const resultsAtOnce = 100

/** Removes the results whose time is over, and gives how many. */
export async function expireResults(world: RunWorld): Promise<number> {
  const due = await world.store.db
    .selectFrom('runs')
    .select(['id', 'collaboration', 'receipt'])
    .where('expires_at', '<=', world.clock().toISOString())
    .where('result_gone_at', 'is', null)
    // What is on its way is given up where it waits.
    .where('destination', 'is', null)
    .limit(resultsAtOnce)
    .execute()
  for (const run of due) await world.store.transaction(run.collaboration, (tx) => removeResult(tx, world, run))
  return due.length
}

function isGone({ result_gone_at, expires_at }: RunRow, now: Date): boolean {
  return result_gone_at !== null || expires_at === null || expires_at <= now.toISOString()
}

const gone = refused('GONE', { reason: 'RESULT_GONE', detail: 'the result is no longer kept; its receipt is' })

/** Why a member gets no result: it was no receiver of the run, or would be none of the same tables today. */
async function whyNotReceive(world: RunWorld, row: RunRow, viewer: Membership): Promise<Outcome<never> | undefined> {
  if (!namesOf(row.receivers).includes(viewer.member) || viewer.pausedAt !== undefined) return noRun
  const { collaboration } = await (await world.rooms.open(row.collaboration)).document()
  const tables = namesOf(row.tables)
  if (collaboration === undefined || !receiversOf(collaboration, tables).includes(viewer.member)) return noRun
  // Of a table that is not there nobody can say who would receive it: its owner may have left this member out before.
  return tables.every((name) => collaboration.tables.some((table) => table.name === name)) ? undefined : tableStopped
}

const tableStopped = refused('CONFLICT', {
  reason: 'TABLE_STOPPED',
  detail: 'a table that the run read is paused, or not in the collaboration any more',
})
