import { type Import, writeDocument } from '@glovebox/cleanroom'

/** What was imported, as the YAML that stands in a collaboration file. */
export function entryText(
  { table, budgets }: Import,
  { table: name = 'imported', owner = 'owner' }: { readonly table?: string; readonly owner?: string },
): string {
  const text = writeDocument({
    version: 1,
    collaboration: 'imported',
    members: [],
    tables: [{ source: { file: `${name}.csv` }, ...table, name, owner }],
    ...(budgets.length === 0 ? {} : { budgets: budgets.map((budget) => ({ owner, ...budget })) }),
  })
  return text.slice(text.indexOf('tables:')).trimEnd()
}
