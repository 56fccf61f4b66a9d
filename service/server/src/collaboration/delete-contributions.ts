import type { DeletedThings } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import type { AffectedMember, Ending, LifecycleHooks } from './hooks.ts'

/**
 * What a member brought to a collaboration goes when its part ends: tables, templates, budget, rules, what was counted
 * and said. Its configured tables and files are its own beyond collaborations, and stay. Runs before it stop what reads them.
 */
export const contributionLifecycle: Pick<LifecycleHooks, 'onLeave'> = {
  onLeave: [async (tx, member): Promise<Ending> => ({ deleted: await deleteContributions(tx, member) })],
}

async function deleteContributions(
  tx: Db,
  { collaboration, organisation }: AffectedMember,
): Promise<readonly DeletedThings[]> {
  const tables = await tx
    .selectFrom('table_associations')
    .select(['name', 'configured_table'])
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .orderBy('name_folded')
    .execute()
  const templates = await tx
    .selectFrom('templates')
    .select(['id', 'name'])
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .orderBy('name_folded')
    .execute()
  const written = templates.map(({ id }) => id)
  const counted = tables.map(({ configured_table: table }) => table)
  if (counted.length > 0) {
    await tx
      .deleteFrom('access_counts')
      .where('collaboration', '=', collaboration)
      .where('configured_table', 'in', counted)
      .execute()
  }
  if (written.length > 0) {
    for (const table of ['template_reviews', 'template_versions'] as const) {
      await tx.deleteFrom(table).where('collaboration', '=', collaboration).where('template', 'in', written).execute()
    }
  }
  let budgets = 0
  for (const table of [
    'table_associations',
    'templates',
    'budget_policies',
    'approval_rules',
    'intermediate_tables',
  ] as const) {
    const gone = await tx
      .deleteFrom(table)
      .where('collaboration', '=', collaboration)
      .where('organisation', '=', organisation)
      .executeTakeFirst()
    if (table === 'budget_policies') budgets = Number(gone.numDeletedRows)
  }
  return [
    { kind: 'table', count: tables.length, names: tables.map(({ name }) => name) },
    { kind: 'template', count: templates.length, names: templates.map(({ name }) => name) },
    { kind: 'budget', count: budgets },
  ]
}
