import type { Diagnostic } from '@glovebox/diagnostics'
import { checkProtection } from './check-protection.ts'
import { checkTableColumns } from './check-table-columns.ts'
import { checkTemplates } from './check-templates.ts'
import type { Collaboration } from './collaboration.ts'
import type { FoundColumns } from './schema-of.ts'

/**
 * What is wrong with a collaboration once columns are known: rules and declarations that name no column, or one of the
 * wrong type, and templates that do not compile. What is not known without the sources is left out where `found` does
 * not say it.
 */
export function checkConfiguration(collaboration: Collaboration, found: FoundColumns = {}): readonly Diagnostic[] {
  return [
    ...collaboration.tables.flatMap((table) => checkTableColumns(table, found)),
    ...checkProtection(collaboration, found),
    ...checkTemplates(collaboration, found),
  ]
}
