import type { IntermediateDefinition } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import { parse, printSyntax } from '@glovebox/sql'
import { canonicalJson } from '../log/canonical-json.ts'
import { taggedHash } from '../log/tagged-hash.ts'
import type { Db } from '../store/store.ts'
import type { IntermediateRow } from './intermediate-row.ts'

/** Writes down what an owner forbids to be made of its tables, which outlives the table that was made. */
export async function forbidDefinition(tx: Db, row: IntermediateRow, owner: string, at: string): Promise<void> {
  const { collaboration, organisation, definition } = row
  const own = (row.snapshot?.bases ?? []).filter((base) => base.organisation === owner)
  for (const { configuredTable } of own) {
    await tx
      .insertInto('disallowed_definitions')
      .values({
        collaboration,
        configured_table: configuredTable,
        organisation,
        definition_hash: definitionHash(definition),
        at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Whether an owner of one of these tables forbade what is to be made. */
export async function isForbidden(
  db: Db,
  { collaboration, organisation, definition }: Pick<IntermediateRow, 'collaboration' | 'organisation' | 'definition'>,
  tables: readonly string[],
): Promise<boolean> {
  const rows = await db
    .selectFrom('disallowed_definitions')
    .select('configured_table')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .where('definition_hash', '=', definitionHash(definition))
    .execute()
  return rows.some((row) => tables.includes(row.configured_table))
}

/** Spaces, comments and the case of keywords make no other definition, and neither does what it is for. */
function definitionHash({ sql, template, parameters = {} }: IntermediateDefinition): string {
  if (sql === undefined)
    return taggedHash('intermediate', 'template', foldCase(template ?? ''), canonicalJson(parameters))
  const { query } = parse(sql)
  return taggedHash('intermediate', 'sql', query === undefined ? sql : printSyntax(query))
}
