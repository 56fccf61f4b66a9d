import assert from 'node:assert/strict'
import { readDocument } from '../document/read-document.ts'
import { writeDocument } from '../document/write-document.ts'
import type { Import, ImportContext } from './import.ts'

/** What an import gives is accepted in a file with the given columns; without a rule it is never complete. */
export function assertSound(
  found: Import,
  { providers = [], members = {}, templates = {}, columns }: ImportContext,
): void {
  const { table, budgets, isComplete, report } = found
  assert.equal(isComplete, table.rule !== undefined && report.every(({ outcome }) => outcome !== 'not-expressed'))
  if (table.rule === undefined) return
  const asking = [...new Set([...providers, ...Object.values(members)])]
  const text = writeDocument({
    version: 1,
    collaboration: 'import',
    members: [{ name: 'importer' }, ...asking.map((name) => ({ name }))],
    tables: [
      {
        source: { file: 'a.csv' },
        ...(columns === undefined ? {} : { columns }),
        ...table,
        name: 'imported',
        owner: 'importer',
      },
    ],
    budgets: budgets.map((budget) => ({ owner: 'importer', ...budget })),
    templates: Object.values(templates).map((name) => ({ name, author: 'importer', sql: 'SELECT 1' })),
  })
  const errors = readDocument(text).diagnostics.filter(({ severity }) => severity === 'error')
  assert.deepEqual(errors, [])
}

/** A report is sentences that a person can read. */
export function assertTold({ report }: Import): void {
  assert.ok(report.length > 0)
  for (const { subject, message } of report) {
    for (const text of [subject, message]) assert.match(text, /\S/)
    assert.doesNotMatch(message.replace(/`[^`]*`/g, ''), /[\r\n]|undefined|\[object|NaN|\.$/)
  }
}
