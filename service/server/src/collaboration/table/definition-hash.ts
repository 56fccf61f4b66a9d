import { canonicalJson, type Json } from '../../log/canonical-json.ts'
import { taggedHash } from '../../log/tagged-hash.ts'
import type { FoundColumn } from '../../state/pins.ts'
import type { TableDefinition } from '../document/table-definition.ts'
import { typedColumns } from '../document/typed-columns.ts'

/** What of a table decides what may be asked of it; where its rows are does not. */
export function publicDefinition(
  { source: _private, ...definition }: TableDefinition,
  found?: readonly FoundColumn[],
): Omit<TableDefinition, 'source'> {
  const columns = typedColumns(definition.columns, found)
  return columns === undefined ? definition : { ...definition, columns }
}

/** The hash of what of a table decides what may be asked of it; how large it is said to be does not. */
export function definitionHash({ size: _price, ...definition }: Omit<TableDefinition, 'source'>): string {
  return taggedHash('rules', canonicalJson(JSON.parse(JSON.stringify(definition)) as Json))
}
