import type { AnalysisAsk, RunStatus } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { type Insertable, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { allMembers, type Membership } from '../collaboration/membership.ts'
import type { DestinationRef } from '../log/entry.ts'
import type { Db } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'

/** A run as it is kept. */
export type RunRow = Selectable<Tables['runs']>

/** What has not ended. */
export const unfinished: readonly RunStatus[] = ['queued', 'awaiting-approval', 'running']

/**
 * The same in SQL, as the index of unfinished runs has it: SQLite uses it where the condition stands in the very words
 * of the index, without parameters. Further conditions stand beside it.
 */
export const isUnfinished: RawBuilder<SqlBool> = sql<SqlBool>`runs.status IN ('queued', 'awaiting-approval', 'running')`

/** Whether nothing more will happen to a run. */
export function isFinished({ status }: Pick<RunRow, 'status'>): boolean {
  return !unfinished.includes(status)
}

/** One run of a collaboration. */
export async function findRun(db: Db, collaboration: string, run: string): Promise<RunRow | undefined> {
  return db
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', run)
    .where('collaboration', '=', collaboration)
    .executeTakeFirst()
}

/** Writes down that a run has come to a status. Must stand in the transaction that brought it there. */
export async function noteStatus(tx: Db, run: string, status: RunStatus, at: string): Promise<void> {
  const last = await tx
    .selectFrom('run_events')
    .select(({ fn }) => fn.max<number | null>('sequence').as('sequence'))
    .where('run', '=', run)
    .executeTakeFirst()
  await tx
    .insertInto('run_events')
    .values({ run, sequence: (last?.sequence ?? 0) + 1, at, status })
    .execute()
}

/** An ask of the API as the room knows it. */
export function askOf(member: string, ask: AnalysisAsk): Ask {
  const purpose = ask.purpose === undefined ? {} : { purpose: ask.purpose }
  return 'sql' in ask
    ? { kind: 'sql', member, sql: ask.sql, ...purpose }
    : {
        kind: 'template',
        member,
        template: ask.template,
        parameters: ask.parameters ?? {},
        ...purpose,
        ...(ask.destination === undefined ? {} : { destination: ask.destination }),
      }
}

/** Where the result of an activation goes, as it was when it was submitted. */
export function destinationOf({ destination }: Pick<RunRow, 'destination'>): DestinationRef | undefined {
  return destination === null ? undefined : (JSON.parse(destination) as DestinationRef)
}

/** A list of names as a row holds it. */
export function namesOf(list: string): readonly string[] {
  return JSON.parse(list) as readonly string[]
}

/** Who sees a run, and as what. Must stand in a transaction; may be said again. */
export async function noteViewers(
  tx: Db,
  run: Pick<RunRow, 'id' | 'collaboration' | 'organisation' | 'submitted_at'>,
  { owners, receivers }: { readonly owners: readonly string[]; readonly receivers: readonly string[] },
): Promise<void> {
  await insertViewers(tx, viewersOf(run, await allMembers(tx, run.collaboration), { owners, receivers }))
}

/** The rows of who sees a run, among everyone who was ever invited. */
export function viewersOf(
  run: Pick<RunRow, 'id' | 'collaboration' | 'organisation' | 'submitted_at'>,
  members: readonly Membership[],
  { owners, receivers }: { readonly owners: readonly string[]; readonly receivers: readonly string[] },
): readonly ViewerRow[] {
  const roles = new Map<string, 'submitter' | 'owner' | 'receiver'>()
  const named = (names: readonly string[]): readonly Membership[] =>
    members.filter(({ member }) => names.includes(member))
  for (const { organisation } of named(receivers)) roles.set(organisation, 'receiver')
  for (const { organisation } of named(owners)) roles.set(organisation, 'owner')
  roles.set(run.organisation, 'submitter')
  const { id, collaboration, submitted_at } = run
  return [...roles].map(([organisation, role]) => ({ collaboration, organisation, submitted_at, run: id, role }))
}

type ViewerRow = Insertable<Tables['run_viewers']>

/** Writes rows of who sees runs; what is there stays. */
export async function insertViewers(tx: Db, rows: readonly ViewerRow[]): Promise<void> {
  await tx
    .insertInto('run_viewers')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['collaboration', 'organisation', 'submitted_at', 'run']).doNothing())
    .execute()
}

/** The organisations that hear of a run. */
export async function audienceOf(tx: Db, run: string): Promise<readonly string[]> {
  const rows = await tx.selectFrom('run_viewers').select('organisation').where('run', '=', run).execute()
  return rows.map(({ organisation }) => organisation)
}
