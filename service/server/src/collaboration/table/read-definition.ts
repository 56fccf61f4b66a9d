import {
  checkConfiguration,
  foldCase,
  type MemberDocument,
  readCollaboration,
  type Source,
  type TableDocument,
  whyNoName,
  writeDocument,
} from '@glovebox/cleanroom'
import { type Diagnostic, hasErrors } from '@glovebox/diagnostics'
import type { ColumnSchema } from '@glovebox/sql'
import type { FoundColumn } from '../../state/pins.ts'
import { usableColumns } from '../../usecase/usable-columns.ts'
import { withheldSource } from '../document/compose-room.ts'
import { customBodyOf, type TableDefinition, textsOf, withCustomBody } from '../document/table-definition.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { refusalOf } from '../refusal-of.ts'

/** A configured table that the collaboration file would accept. */
export type ReadDefinition = {
  readonly definition: TableDefinition
  readonly source: Source
  readonly warnings: readonly Diagnostic[]
}

/**
 * Reads what somebody says of a table as the collaboration file reads it, in a document of that table alone. Everybody
 * and every table that it names stands in it; whether they are there is looked at where it is associated.
 */
export function readDefinition(
  name: string,
  given: Readonly<Record<string, unknown>>,
  found?: readonly FoundColumn[],
): Outcome<ReadDefinition> {
  const nameless = whyNoName('table', name)
  if (nameless !== undefined) {
    return refused('REFUSED', { reason: 'NAME_INVALID', detail: `a table cannot be named \`${name}\`: ${nameless}` })
  }
  // Nothing of it was looked at yet: the reader below does.
  const definition = given as TableDefinition
  const owner = 'you'
  const text = textOf({ ...withoutTemplates(definition), name, owner }, definition)
  if (text === undefined) return refused('REFUSED', { reason: 'TABLE_REFUSED', detail: 'this is not a table' })
  const { collaboration, diagnostics } = readCollaboration(text)
  const table = collaboration?.tables.find((one) => one.name === name)
  if (collaboration === undefined || table === undefined) return refusalOf('TABLE_REFUSED', errorsOf(diagnostics), text)
  const columns: readonly ColumnSchema[] | undefined = found && usableColumns(table, found)
  const known = columns === undefined ? [] : checkConfiguration(collaboration, { [name]: columns })
  const said = known.filter(({ code }) => !deferred.has(code))
  if (hasErrors(said)) return refusalOf('TABLE_REFUSED', errorsOf(said), text)
  const warnings = [...diagnostics, ...said].filter(({ code }) => !deferred.has(code))
  return done({ definition, source: table.source, warnings })
}

/** What is for the collaborations to say, not for the table. */
const deferred: ReadonlySet<string> = new Set(['COLLABORATION_PRIVACY_BUDGET', 'COLLABORATION_RULE_ALLOWS_NOTHING'])

function textOf(table: TableDocument, definition: TableDefinition): string | undefined {
  try {
    const others = pathTables(definition).filter((one) => foldCase(one) !== foldCase(table.name))
    return writeDocument({
      version: 1,
      collaboration: table.name,
      members: membersOf(definition, table.owner),
      tables: [table, ...others.map((name) => ({ name, owner: table.owner, source: withheldSource, public: true }))],
    })
  } catch {
    return undefined
  }
}

/** Names of templates are decided by approvals. */
function withoutTemplates(definition: TableDefinition): TableDefinition {
  const custom = customBodyOf(definition)
  if (custom === undefined || !Array.isArray(custom.allowedAnalyses)) return definition
  const allowedAnalyses = custom.allowedAnalyses.filter((one) => one === 'ANY_QUERY' || one === 'ANY_JOB')
  if (allowedAnalyses.length === custom.allowedAnalyses.length) return definition
  return withCustomBody(definition, { ...custom, allowedAnalyses })
}

function membersOf(definition: TableDefinition, owner: string): readonly MemberDocument[] {
  const names = [owner, ...textsOf(customBodyOf(definition)?.allowedAnalysisProviders)]
  const distinct = names.filter(
    (name, index) => names.findIndex((other) => foldCase(other) === foldCase(name)) === index,
  )
  return distinct.map((name) => ({ name, abilities: ['query', 'receive'] }))
}

/** Tables that a key path leads through. */
function pathTables({ privacy }: TableDefinition): readonly string[] {
  const unit: unknown = (privacy as { readonly unit?: unknown } | undefined)?.unit
  const steps = textsOf(unit).slice(1)
  return [...new Set(steps.map((step) => step.split('.')[0] ?? '').filter((name) => name !== ''))]
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error')
}
