import { foldCase, largestSize } from '@glovebox/cleanroom'
import type { TableDefinition } from '../collaboration/document/table-definition.ts'
import type { Db } from '../store/store.ts'
import type { SizeClass } from './usage-class.ts'

/** The largest size that is declared of the tables of a collaboration, by name, and of what kept ones were made of. */
export async function declaredSize(db: Db, collaboration: string, tables: readonly string[]): Promise<SizeClass> {
  if (tables.length === 0) return 'unknown'
  const folded = tables.map(foldCase)
  const own = await db
    .selectFrom('table_associations')
    .innerJoin('configured_tables', 'configured_tables.id', 'table_associations.configured_table')
    .select('configured_tables.definition')
    .where('table_associations.collaboration', '=', collaboration)
    .where('table_associations.name_folded', 'in', folded)
    .execute()
  const kept = await db
    .selectFrom('intermediate_tables')
    .select('snapshot')
    .where('collaboration', '=', collaboration)
    .where('name_folded', 'in', folded)
    .execute()
  const bases = kept.flatMap(({ snapshot }) => basesIn(snapshot))
  const below = bases.length === 0 ? undefined : await declaredSize(db, collaboration, bases)
  const sizes = own.map(({ definition }) => (JSON.parse(definition) as TableDefinition).size)
  return largestSize([...sizes, ...(below === undefined || below === 'unknown' ? [] : [below])]) ?? 'unknown'
}

/** A kept table is made of tables that were there before it, so this comes to an end. */
function basesIn(snapshot: string | null): readonly string[] {
  if (snapshot === null) return []
  return (JSON.parse(snapshot) as { readonly bases: readonly { readonly name: string }[] }).bases.map(
    ({ name }) => name,
  )
}
