import { readCollaboration, type Source, type TableAssociation, writeDocument } from '@glovebox/cleanroom'
import { done, type Outcome } from '../collaboration/outcome.ts'
import { refusalOf } from '../collaboration/refusal-of.ts'

/** A source, and the table that it would be of with the columns that were declared. */
export type ReadSource = { readonly source: Source; readonly table: TableAssociation }

/** Reads a source as the collaboration file says it. */
export function readSource(given: unknown, columns?: unknown): Outcome<ReadSource> {
  const document = { version: 1, collaboration: 'source', members: [{ name: 'you' }] } as const
  const base = { name: 'source', owner: 'you', source: given as Readonly<Record<string, never>>, public: true }
  const declared = columns === undefined ? {} : { columns: columns as Readonly<Record<string, string>> }
  const text = writeDocument({ ...document, tables: [{ ...base, ...declared }] })
  const { collaboration, diagnostics } = readCollaboration(text)
  const [table] = collaboration?.tables ?? []
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (table === undefined || errors.length > 0) return refusalOf('SOURCE_REFUSED', errors, text)
  return done({ source: table.source, table })
}
