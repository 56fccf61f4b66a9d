import type { IntermediateDefinition, IntermediateTableView, NewIntermediateTable } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import type { Contributor } from '../collaboration/contribution-world.ts'
import { allMembers, requireMember, touchCollaboration } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { recordAct } from '../collaboration/record-act.ts'
import { whyNoTableName } from '../collaboration/table/associate-table.ts'
import { removeResult } from '../runs/result.ts'
import { findRun } from '../runs/run-row.ts'
import type { RunWorld } from '../runs/run-world.ts'
import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import { forbidDefinition } from './disallowed-definitions.ts'
import {
  type IntermediateRow,
  intermediateRow,
  intermediateRows,
  intermediateViews,
  isBase,
  isConcerned,
  noIntermediate,
} from './intermediate-row.ts'

const usualRetentionDays = 30

/** Defines a result that is to be kept inside the room as a table. Nothing runs yet. */
export async function defineIntermediate(
  world: RunWorld,
  who: Contributor,
  collaboration: string,
  { name, retentionDays = usualRetentionDays, ...definition }: NewIntermediateTable,
): Promise<Outcome<IntermediateTableView>> {
  if (!isDefinition(definition)) {
    const detail = 'it is made by `sql`, or by a `template` with its `parameters`'
    return refused('REFUSED', { reason: 'DEFINITION_INVALID', detail })
  }
  return world.store.transaction(collaboration, async (tx): Promise<Outcome<IntermediateTableView>> => {
    const member = await requireMember(tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    if (!member.value.abilities.includes('query')) {
      return refused('SCOPE_MISSING', { reason: 'MEMBER_MAY_NOT_QUERY', detail: 'your organisation may not ask here' })
    }
    const wrong = await whyNoTableName(tx, collaboration, name)
    if (wrong !== undefined) return wrong
    await tx
      .insertInto('intermediate_tables')
      .values({
        collaboration,
        id: randomId('int', world.random),
        name,
        name_folded: foldCase(name),
        organisation: who.organisation,
        definition: JSON.stringify(definition),
        status: 'created',
        snapshot: null,
        run: null,
        retention_days: retentionDays,
        created_at: world.clock().toISOString(),
        populated_at: null,
        expires_at: null,
      })
      .execute()
    const record = { collaboration, member: member.value.member, subject: name }
    // What it is made of is not known before it is populated.
    await recordAct(tx, world, { ...record, action: 'intermediate-defined', audience: [] })
    return viewIn(tx, collaboration, name)
  })
}

function isDefinition({ sql, template, parameters }: IntermediateDefinition): boolean {
  if (sql !== undefined) return template === undefined && parameters === undefined
  return template !== undefined
}

/** The intermediate tables that concern an organisation. */
export async function listIntermediates(
  { store }: Pick<RunWorld, 'store'>,
  organisation: string,
  collaboration: string,
): Promise<Outcome<{ readonly items: readonly IntermediateTableView[] }>> {
  return store.snapshot(async (db) => {
    const member = await requireMember(db, collaboration, organisation)
    if (!member.ok) return member
    const rows = (await intermediateRows(db, collaboration)).filter((row) => isConcerned(row, organisation))
    return done({ items: await intermediateViews(db, collaboration, rows) })
  })
}

/** One intermediate table that concerns an organisation. */
export async function readIntermediate(
  world: Pick<RunWorld, 'store'>,
  organisation: string,
  collaboration: string,
  name: string,
): Promise<Outcome<IntermediateTableView>> {
  const all = await listIntermediates(world, organisation, collaboration)
  if (!all.ok) return all
  const found = all.value.items.find((one) => foldCase(one.name) === foldCase(name))
  return found === undefined ? noIntermediate : done(found)
}

/** Forbids a table that was made of one's own, at once and for good; its rows go. */
export async function disallowIntermediate(
  world: RunWorld,
  who: Contributor,
  collaboration: string,
  name: string,
): Promise<Outcome<IntermediateTableView>> {
  return world.store.transaction(collaboration, async (tx): Promise<Outcome<IntermediateTableView>> => {
    const member = await requireMember(tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    const row = await intermediateRow(tx, collaboration, name)
    if (row === undefined || !isBase(row, who.organisation)) return noIntermediate
    await empty(world, tx, row, 'disallowed')
    await forbidDefinition(tx, row, who.organisation, world.clock().toISOString())
    const record = { collaboration, member: member.value.member, subject: row.name }
    await recordAct(tx, world, { ...record, action: 'table-changed', detail: { isDisallowed: true } })
    return viewIn(tx, collaboration, row.name)
  })
}

/** Deletes an intermediate table with its rows. */
export async function deleteIntermediate(
  world: RunWorld,
  who: Contributor,
  collaboration: string,
  name: string,
): Promise<Outcome<undefined>> {
  return world.store.transaction(collaboration, async (tx): Promise<Outcome<undefined>> => {
    const member = await requireMember(tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    const row = await intermediateRow(tx, collaboration, name)
    if (row?.organisation !== who.organisation) return noIntermediate
    await empty(world, tx, row, 'created')
    await tx
      .deleteFrom('intermediate_tables')
      .where('collaboration', '=', collaboration)
      .where('id', '=', row.id)
      .execute()
    const audience = (await allMembers(tx, collaboration))
      .filter(({ organisation }) => isConcerned(row, organisation))
      .map((one) => one.member)
    const record = { collaboration, member: member.value.member, subject: row.name, audience }
    await recordAct(tx, world, { ...record, action: 'intermediate-deleted' })
    return done(undefined)
  })
}

/** Forgets the rows of an intermediate table. Nothing reads it from then on. Must stand in a transaction. */
export async function empty(
  world: Pick<RunWorld, 'clock' | 'vaultOf'>,
  tx: Db,
  row: IntermediateRow,
  status: 'created' | 'disallowed' | 'base-table-removed',
): Promise<void> {
  const run = row.run === null ? undefined : await findRun(tx, row.collaboration, row.run)
  if (run?.receipt !== null && run !== undefined && run.result_gone_at === null) await removeResult(tx, world, run)
  await tx
    .updateTable('intermediate_tables')
    .set({ status })
    .where('collaboration', '=', row.collaboration)
    .where('id', '=', row.id)
    .execute()
  await touchCollaboration(tx, row.collaboration)
}

/** What the table is once it is written. */
export async function viewIn(tx: Db, collaboration: string, name: string): Promise<Outcome<IntermediateTableView>> {
  const row = await intermediateRow(tx, collaboration, name)
  const [view] = row === undefined ? [] : await intermediateViews(tx, collaboration, [row])
  return view === undefined ? noIntermediate : done(view)
}
