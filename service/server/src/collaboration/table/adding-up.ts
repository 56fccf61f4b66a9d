import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import { findDataSetBudget } from '../../privacy/data-set-cap.ts'
import type { Db } from '../../store/store.ts'
import { customBodyOf, type TableDefinition } from '../document/table-definition.ts'

/** Whether people in a table are protected by noise. */
export function isProtected(definition: TableDefinition): boolean {
  return definition.privacy !== undefined || customBodyOf(definition)?.differentialPrivacy !== undefined
}

/**
 * What an owner should know of a protected table that stands in several collaborations: each has a budget of its own, and
 * what the same people lose in all of them adds up. Nothing where the owner set a budget over all of them.
 */
export async function whyAddingUp(
  db: Db,
  collaboration: string,
  table: {
    readonly name: string
    readonly organisation: string
    readonly configuredTable: string
    readonly definition: TableDefinition
  },
): Promise<Diagnostic | undefined> {
  const { name, organisation, configuredTable, definition } = table
  if (!isProtected(definition)) return undefined
  const others = await db
    .selectFrom('table_associations')
    .innerJoin('collaborations', 'collaborations.id', 'table_associations.collaboration')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('table_associations.configured_table', '=', configuredTable)
    .where('table_associations.collaboration', '<>', collaboration)
    .where('collaborations.closed_at', 'is', null)
    .executeTakeFirst()
  const count = Number(others?.count ?? 0)
  if (count === 0 || (await findDataSetBudget(db, organisation)) !== undefined) return undefined
  return diagnostic('PRIVACY_ADDING_UP', { table: name, others: count }, undefined, { table: name })
}
