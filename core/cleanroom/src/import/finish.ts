import type {
  BudgetDocument,
  CollaborationDocument,
  ColumnsDocument,
  PrivacyDocument,
  RuleBodyDocument,
} from '../document/document.ts'
import { readDocument } from '../document/read-document.ts'
import { writeDocument } from '../document/write-document.ts'
import type { Import, ImportContext, ImportNote } from './import.ts'
import type { Notes } from './notes.ts'

/** What a policy was read as. */
export type Draft = {
  readonly rule?: RuleBodyDocument
  readonly privacy?: PrivacyDocument
  readonly budget?: Omit<BudgetDocument, 'owner'>
  readonly name?: string
}

/**
 * The import that a draft gives: nothing that the reader of our own files refuses, because what was read from another
 * platform is only as good as what it becomes here.
 */
export function finish(draft: Draft, said: Notes, context: ImportContext): Import {
  const named = draft.name === undefined ? {} : { name: draft.name }
  if (!said.isRefused() && draft.rule === undefined) said.refuse('policy', 'there is no rule in it')
  if (!said.isRefused()) checkByReading(draft, said, context)
  if (said.isRefused() || draft.rule === undefined) {
    said.omit('rule', 'no rule is made, so nothing may be asked of the table')
    return { table: named, budgets: [], report: said.all().map(withoutRule), isComplete: false }
  }
  const { rule, privacy, budget } = draft
  return {
    table: { ...named, rule, ...(privacy === undefined ? {} : { privacy }) },
    budgets: budget === undefined ? [] : [budget],
    report: said.all(),
    isComplete: said.all().every(({ outcome }) => outcome !== 'not-expressed'),
  }
}

/** Where there is no rule nothing of the policy is kept. */
function withoutRule(note: ImportNote): ImportNote {
  if (note.outcome !== 'kept') return note
  return { ...note, outcome: 'not-expressed', message: 'it could be kept, but not the policy as a whole' }
}

function checkByReading({ rule, privacy, budget }: Draft, said: Notes, context: ImportContext): void {
  const { providers = [], members = {}, templates = {}, columns } = context
  const asking = [...new Set([...providers, ...Object.values(members)])]
  const owner = ownerBeside(asking)
  const document: CollaborationDocument = {
    version: 1,
    collaboration: 'import',
    members: [{ name: owner }, ...asking.map((name) => ({ name }))],
    tables: [
      {
        name: 'table',
        owner,
        source: { file: 'table.csv' },
        ...(columns === undefined ? {} : { columns }),
        ...(rule === undefined ? {} : { rule }),
        ...(privacy === undefined ? {} : { privacy }),
      },
    ],
    budgets: budget === undefined ? [] : [{ owner, ...budget }],
    templates: [...new Set(Object.values(templates))].map((name) => ({ name, author: owner, sql: 'SELECT 1' })),
  }
  for (const { severity, message, help } of readDocument(writeDocument(document)).diagnostics) {
    if (severity === 'error') said.refuse('rule', `${message.replaceAll('tables[0].', '')}: ${help}`)
  }
}

/** A name that is no other member's, also in another case. */
function ownerBeside(members: readonly string[]): string {
  const taken = new Set(members.map((name) => name.toLowerCase()))
  let owner = 'owner'
  while (taken.has(owner)) owner += '_'
  return owner
}

/** The names of the columns that a context declares; undefined where it says none. */
export function columnNames(columns: ColumnsDocument | undefined): readonly string[] | undefined {
  if (columns === undefined) return undefined
  return Array.isArray(columns) ? columns : Object.keys(columns)
}

/** The column as the table spells it; as it is given where the table's columns are not known or none matches alone. */
export function columnIn({ columns }: ImportContext, name: string): string {
  const known = columnNames(columns) ?? []
  if (known.includes(name)) return name
  const alike = known.filter((column) => column.toLowerCase() === name.toLowerCase())
  return alike.length === 1 ? (alike[0] ?? name) : name
}
