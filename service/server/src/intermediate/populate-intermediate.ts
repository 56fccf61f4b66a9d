import type { AnalysisAsk, IntermediateDefinition, IntermediateTableView } from '@glovebox/api'
import { foldCase, whyNoName } from '@glovebox/cleanroom'
import { partHash } from '../collaboration/document/kept-parts.ts'
import { roomDocument } from '../collaboration/document/room-document.ts'
import type { KeptBase, KeptSnapshot } from '../collaboration/document/room-parts.ts'
import { requireMember, touchCollaboration } from '../collaboration/membership.ts'
import { type Outcome, refused } from '../collaboration/outcome.ts'
import { finishIn } from '../runs/finish-run.ts'
import { removeResult } from '../runs/result.ts'
import { findRun, isFinished, namesOf, type RunRow } from '../runs/run-row.ts'
import type { RunWorld } from '../runs/run-world.ts'
import { type Submitter, submitRun } from '../runs/submit-run.ts'
import { untilEnded } from '../runs/view-run.ts'
import { readOpeningAlone } from '../state/receipts.ts'
import type { Db } from '../store/store.ts'
import { viewIn } from './define-intermediate.ts'
import { isForbidden } from './disallowed-definitions.ts'
import { type IntermediateRow, intermediateRow, intermediateRows, noIntermediate } from './intermediate-row.ts'

const dayMs = 24 * 60 * 60 * 1000
const longestRunMs = dayMs

/** Runs the definition of an intermediate table as a run whose result nobody receives, and keeps that inside the room. */
export async function populateIntermediate(
  world: RunWorld,
  by: Submitter,
  collaboration: string,
  name: string,
): Promise<Outcome<IntermediateTableView>> {
  const member = await requireMember(world.store.db, collaboration, by.organisation, 'act')
  if (!member.ok) return member
  const row = await intermediateRow(world.store.db, collaboration, name)
  if (row?.organisation !== by.organisation) return noIntermediate
  if (row.status === 'disallowed') return disallowed
  // What decides about the tables that it reads, before any rule speaks: what changes later makes it of another day.
  const before = await basesOf(world, collaboration)
  const present = before.map(({ configuredTable }) => configuredTable)
  if (await isForbidden(world.store.db, row, present)) return forbidden
  const submitted = await submitRun(world, by, collaboration, { ...askOf(row.definition), receivers: [] })
  if (!submitted.ok) return submitted
  const run = submitted.value
  const read = namesOf(run.tables)
  const bases = before.filter((base) => read.includes(base.name))
  const outcome = await world.store.transaction(collaboration, async (tx): Promise<Outcome<IntermediateTableView>> => {
    // Whatever was true before the run was submitted may not be now.
    const current = await intermediateRow(tx, collaboration, name)
    const isAgainst = await isForbidden(tx, row, present)
    if (current?.id !== row.id || current.status === 'disallowed' || isAgainst) {
      await finishIn(tx, world, run, { status: 'cancelled', reason: 'table-stopped' }, ['queued', 'awaiting-approval'])
      if (current?.id !== row.id) return noIntermediate
      return current.status === 'disallowed' ? disallowed : forbidden
    }
    const old = current.run === null ? undefined : await findRun(tx, collaboration, current.run)
    if (old !== undefined && isFinished(old) && old.result_gone_at === null) await removeResult(tx, world, old)
    await tx
      .updateTable('intermediate_tables')
      .set({ status: 'populating', run: run.id, snapshot: JSON.stringify({ bases } satisfies KeptSnapshot) })
      .where('collaboration', '=', collaboration)
      .where('id', '=', row.id)
      .execute()
    await touchCollaboration(tx, collaboration)
    return viewIn(tx, collaboration, name)
  })
  if (outcome.ok) void settleLater(world, collaboration, row.id, run).catch(world.onError)
  return outcome
}

const disallowed = refused('CONFLICT', {
  reason: 'TABLE_DISALLOWED',
  detail: 'the owner of a table it was made of forbade it',
})

const forbidden = refused('REFUSED', {
  reason: 'DISALLOWED',
  detail: 'the owner of a table that it reads forbade your organisation to make this of it',
  help: 'ask the owner, and agree on another definition',
})

function askOf({ sql, template, parameters, purpose }: IntermediateDefinition): AnalysisAsk {
  const occasion = purpose === undefined ? {} : { purpose }
  if (sql !== undefined) return { sql, ...occasion }
  return { template: template ?? '', ...(parameters === undefined ? {} : { parameters }), ...occasion }
}

async function basesOf(world: RunWorld, collaboration: string): Promise<readonly KeptBase[]> {
  const room = await roomDocument(world, collaboration)
  return (room?.tables ?? []).map((table) => {
    const { name, configuredTable, organisation } = table
    return { name, configuredTable, organisation, hash: partHash(table) }
  })
}

async function settleLater(world: RunWorld, collaboration: string, id: string, run: RunRow): Promise<void> {
  await untilEnded(world, { collaboration, run: run.id }, longestRunMs, new AbortController().signal)
  await settleIntermediate(world, collaboration, id)
}

/** Brings what a dead process left populating to its end. */
export async function settleIntermediates(world: RunWorld): Promise<void> {
  const left = await world.store.db
    .selectFrom('intermediate_tables')
    .select(['collaboration', 'id', 'run'])
    .where('status', '=', 'populating')
    .execute()
  for (const { collaboration, id, run } of left) {
    const found = run === null ? undefined : await findRun(world.store.db, collaboration, run)
    if (found === undefined || isFinished(found)) await settleIntermediate(world, collaboration, id)
    else void settleLater(world, collaboration, id, found).catch(world.onError)
  }
}

/** Makes a table of the result of a run that has ended; whoever is second finds it done. */
export async function settleIntermediate(world: RunWorld, collaboration: string, id: string): Promise<void> {
  await world.store.transaction(collaboration, async (tx) => {
    const row = (await intermediateRows(tx, collaboration)).find((one) => one.id === id)
    if (row?.status !== 'populating' || row.run === null) return
    const run = await findRun(tx, collaboration, row.run)
    if (run !== undefined && !isFinished(run)) return
    const columns = run === undefined ? undefined : await columnsOf(world, tx, run)
    await (run === undefined || columns === undefined ? fail(world, tx, row, run) : keep(world, tx, row, run, columns))
    await touchCollaboration(tx, collaboration)
  })
}

async function keep(
  world: RunWorld,
  tx: Db,
  row: IntermediateRow,
  run: RunRow,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const now = world.clock()
  const expires = new Date(now.getTime() + row.retention_days * dayMs).toISOString()
  const snapshot: KeptSnapshot = { bases: row.snapshot?.bases ?? [], columns }
  await tx
    .updateTable('intermediate_tables')
    .set({
      status: 'ready',
      snapshot: JSON.stringify(snapshot),
      populated_at: now.toISOString(),
      expires_at: expires,
    })
    .where('collaboration', '=', row.collaboration)
    .where('id', '=', row.id)
    .execute()
  await tx.updateTable('runs').set({ expires_at: expires }).where('id', '=', run.id).execute()
}

async function fail(world: RunWorld, tx: Db, row: IntermediateRow, run: RunRow | undefined): Promise<void> {
  if (run?.status === 'ok' && run.result_gone_at === null) await removeResult(tx, world, run)
  await tx
    .updateTable('intermediate_tables')
    .set({ status: 'failed' })
    .where('collaboration', '=', row.collaboration)
    .where('id', '=', row.id)
    .execute()
}

/** The columns of a result, where SQL can name each of them. */
async function columnsOf(world: RunWorld, tx: Db, run: RunRow): Promise<Readonly<Record<string, string>> | undefined> {
  if (run.status !== 'ok' || run.receipt === null || run.result_gone_at !== null) return undefined
  const { collaboration } = run
  const state = { db: tx, collaboration, vault: world.vaultOf(collaboration) }
  const columns = (await readOpeningAlone(state, run.receipt))?.result?.columns as
    | readonly { readonly name: string; readonly type: string }[]
    | undefined
  if (columns === undefined || columns.some(({ name }) => whyNoName('column', name) !== undefined)) return undefined
  if (new Set(columns.map(({ name }) => foldCase(name))).size < columns.length) return undefined
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]))
}
