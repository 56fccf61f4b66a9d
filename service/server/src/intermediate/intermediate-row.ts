import type { IntermediateDefinition, IntermediateTableView, Readiness, ReadinessCode } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import type { Selectable } from 'kysely'
import { composeIn } from '../collaboration/document/room-document.ts'
import type { KeptSnapshot } from '../collaboration/document/room-parts.ts'
import { allMembers } from '../collaboration/membership.ts'
import { type Refused, refused } from '../collaboration/outcome.ts'
import { readinessWording } from '../collaboration/table/readiness.ts'
import { findRun, type RunRow } from '../runs/run-row.ts'
import type { Db } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'

/** An intermediate table as it is kept. */
export type IntermediateRow = Omit<Selectable<Tables['intermediate_tables']>, 'definition' | 'snapshot'> & {
  readonly definition: IntermediateDefinition
  readonly snapshot?: KeptSnapshot
}

/** What is told of intermediate tables that are not there, or are none of the organisation's business. */
export const noIntermediate: Refused = refused('NOT_FOUND', {
  reason: 'TABLE_NOT_FOUND',
  detail: 'there is no such intermediate table that you defined or that reads your tables',
})

/** The intermediate tables of a collaboration, oldest first. */
export async function intermediateRows(db: Db, collaboration: string): Promise<readonly IntermediateRow[]> {
  const rows = await db
    .selectFrom('intermediate_tables')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ definition, snapshot, ...row }) => ({
    ...row,
    definition: JSON.parse(definition) as IntermediateDefinition,
    ...(snapshot === null ? {} : { snapshot: JSON.parse(snapshot) as KeptSnapshot }),
  }))
}

/** The one of a name. */
export async function intermediateRow(
  db: Db,
  collaboration: string,
  name: string,
): Promise<IntermediateRow | undefined> {
  const rows = await intermediateRows(db, collaboration)
  return rows.find((row) => row.name_folded === foldCase(name))
}

/** Whether an organisation may know of it: who defined it, and whose tables it is made of. */
export function isConcerned(row: IntermediateRow, reader: string): boolean {
  return row.organisation === reader || isBase(row, reader)
}

/** Whether it is made of a table of the organisation. */
export function isBase({ snapshot }: Pick<IntermediateRow, 'snapshot'>, organisation: string): boolean {
  return snapshot?.bases.some((base) => base.organisation === organisation) === true
}

/** Intermediate tables as members see them: what they are, never their rows. */
export async function intermediateViews(
  db: Db,
  collaboration: string,
  rows: readonly IntermediateRow[],
): Promise<readonly IntermediateTableView[]> {
  const members = await allMembers(db, collaboration)
  const room = await composeIn(db, collaboration)
  const views: IntermediateTableView[] = []
  for (const row of rows) {
    const run = row.run === null ? undefined : await findRun(db, collaboration, row.run)
    const isGone = row.status === 'ready' && (run === undefined || run.result_gone_at !== null)
    const status = isGone ? 'retention-expired' : row.status
    const isStanding = room?.tables.some(({ configuredTable }) => configuredTable === row.id) === true
    const columns = Object.entries(row.snapshot?.columns ?? {})
    views.push({
      id: row.id,
      name: row.name,
      owner: members.find((one) => one.organisation === row.organisation)?.member ?? '',
      ...row.definition,
      status,
      ...(row.run === null ? {} : { run: row.run }),
      ...(row.snapshot === undefined ? {} : { bases: row.snapshot.bases.map(({ name }) => name) }),
      ...(columns.length === 0 ? {} : { columns: columns.map(([name, type]) => ({ name, type })) }),
      readiness: readinessOf(status, isStanding),
      retentionDays: row.retention_days,
      createdAt: row.created_at,
      ...(row.populated_at === null ? {} : { populatedAt: row.populated_at }),
      ...expiryOf(run),
    })
  }
  return views
}

function expiryOf(run: RunRow | undefined): { readonly expiresAt?: string } {
  return run?.expires_at === null || run === undefined ? {} : { expiresAt: run.expires_at }
}

function readinessOf(status: IntermediateTableView['status'], isStanding: boolean): Readiness {
  const codes: Readonly<Record<typeof status, ReadinessCode | undefined>> = {
    created: 'INTERMEDIATE_TABLE_NOT_POPULATED',
    populating: 'INTERMEDIATE_TABLE_NOT_POPULATED',
    failed: 'INTERMEDIATE_TABLE_NOT_POPULATED',
    ready: isStanding ? undefined : 'INTERMEDIATE_TABLE_INHERITED_CONSTRAINTS_VIOLATED',
    disallowed: 'INTERMEDIATE_TABLE_DISALLOWED_BY_DATA_PROVIDER',
    'base-table-removed': 'INTERMEDIATE_TABLE_BASE_TABLE_REMOVED',
    'retention-expired': 'INTERMEDIATE_TABLE_RETENTION_PERIOD_EXPIRED',
  }
  const code = codes[status]
  if (code === undefined) return { status: 'ready', reasons: [] }
  return { status: 'not-ready', reasons: [{ code, ...readinessWording[code] }] }
}
