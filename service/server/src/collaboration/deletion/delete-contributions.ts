import type { DeletedThings } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import type { AffectedMember, LifecycleHooks } from '../hooks.ts'

/**
 * What a member brought to a collaboration goes with it. It stands after the hooks of runs, which find by the member's
 * tables what was made of them. Configured tables themselves are the organisation's own and stay; what was spent stays
 * in the ledger, and what was decided in the log.
 */
export const contributionLifecycle: Pick<LifecycleHooks, 'onLeave'> = {
  onLeave: [async (tx, member) => ({ deleted: await deleteContributions(tx, member) })],
}

async function deleteContributions(
  tx: Db,
  { collaboration, organisation }: AffectedMember,
): Promise<readonly DeletedThings[]> {
  return [
    await deleteTables(tx, collaboration, organisation),
    await deleteTemplates(tx, collaboration, organisation),
    named('intermediate-table', await deleteNamed(tx, 'intermediate_tables', collaboration, organisation)),
    { kind: 'budget', count: await deleteOne(tx, 'budget_policies', collaboration, organisation) },
    { kind: 'approval-rules', count: await deleteOne(tx, 'approval_rules', collaboration, organisation) },
  ]
}

async function deleteTables(tx: Db, collaboration: string, organisation: string): Promise<DeletedThings> {
  const rows = await tx
    .selectFrom('table_associations')
    .select('configured_table')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  for (const { configured_table } of rows) {
    await tx
      .deleteFrom('access_counts')
      .where('collaboration', '=', collaboration)
      .where('configured_table', '=', configured_table)
      .execute()
  }
  return named('table', await deleteNamed(tx, 'table_associations', collaboration, organisation))
}

async function deleteTemplates(tx: Db, collaboration: string, organisation: string): Promise<DeletedThings> {
  const rows = await tx
    .selectFrom('templates')
    .select('id')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  for (const { id } of rows) {
    for (const table of ['template_reviews', 'template_versions'] as const) {
      await tx.deleteFrom(table).where('collaboration', '=', collaboration).where('template', '=', id).execute()
    }
  }
  return named('template', await deleteNamed(tx, 'templates', collaboration, organisation))
}

async function deleteNamed(
  tx: Db,
  table: 'table_associations' | 'templates' | 'intermediate_tables',
  collaboration: string,
  organisation: string,
): Promise<readonly string[]> {
  const rows = await tx
    .deleteFrom(table)
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .returning('name')
    .execute()
  return rows.map(({ name }) => name).sort()
}

async function deleteOne(
  tx: Db,
  table: 'budget_policies' | 'approval_rules',
  collaboration: string,
  organisation: string,
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom(table)
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

function named(kind: string, names: readonly string[]): DeletedThings {
  return { kind, count: names.length, names }
}
