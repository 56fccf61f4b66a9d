import { type RawBuilder, type SqlBool, sql } from 'kysely'

/**
 * Whether the sealed text of a column says that it is made of an organisation's data. Ids hold no character that means
 * something to LIKE but `_`, and what is sealed holds none of those.
 */
export function isSealedFor(column: string, organisation: string): RawBuilder<SqlBool> {
  const pattern = `v2.%${organisation.replaceAll('_', '\\_')}%`
  return sql<SqlBool>`${sql.ref(column)} LIKE ${pattern} ESCAPE '\\'`
}
