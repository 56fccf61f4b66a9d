import {
  type BudgetDocument,
  type CollaborationDocument,
  type MemberDocument,
  sameJson,
  type TableDocument,
  type TemplateDocument,
} from '@glovebox/cleanroom'
import type { Membership } from '../membership.ts'
import { allowedNow, isApprovedFor } from './compose-room.ts'
import type { RoomParts, TablePart, TemplatePart } from './room-parts.ts'
import { customBodyOf, type TableDefinition, textsOf, withCustomBody } from './table-definition.ts'
import { typedColumns } from './typed-columns.ts'

/** What of a collaboration is one member's: its tables, budget, receivers, the templates it wrote. */
export type OwnPart = {
  readonly tables: readonly TableDocument[]
  readonly budget?: BudgetDocument
  readonly receivers: Readonly<Record<string, readonly string[]>>
  /** Those it wrote. */
  readonly templates: readonly TemplateDocument[]
}

/** What of a file is one member's, with what it says of templates. */
export type WantedPart = OwnPart & {
  /** Names of templates of others, or its own, that it approves. */
  readonly approvals: readonly string[]
  /** Those of which the file says who approved them: what is not in `approvals` is not approved. */
  readonly reviewed: readonly string[]
}

/** What of a file is a member's. */
export function ownPartOf(document: CollaborationDocument, member: string): WantedPart {
  const { tables = [], budgets = [], receivers = {}, templates = [] } = document
  const own = tables.filter(({ owner }) => owner === member)
  const budget = budgets.find(({ owner }) => owner === member)
  const allowed = new Set(own.flatMap((table) => textsOf(customBodyOf(table)?.allowedAnalyses)))
  const approves = ({ name, approvedBy = [] }: TemplateDocument): boolean =>
    approvedBy.includes(member) || allowed.has(name)
  return {
    tables: own,
    ...(budget === undefined ? {} : { budget }),
    receivers: Object.fromEntries(
      own.flatMap(({ name }) => (receivers[name] === undefined ? [] : [[name, receivers[name]]])),
    ),
    templates: templates.filter(({ author }) => author === member),
    approvals: templates.filter(approves).map(({ name }) => name),
    reviewed: templates.filter(({ approvedBy }) => approvedBy !== undefined).map(({ name }) => name),
  }
}

/** What is stored of a member, in the words that it would write into a file. */
export function storedPartOf(parts: RoomParts, member: Membership, written: readonly TemplateDocument[]): OwnPart {
  // What is kept inside of the room is made there, not brought.
  const own = parts.tables.filter(
    ({ organisation, kept }) => organisation === member.organisation && kept === undefined,
  )
  const budget = parts.budgets.find(({ organisation }) => organisation === member.organisation)
  return {
    tables: own.map((table) => tableAsWritten(table, parts, member.member)),
    ...(budget === undefined ? {} : { budget: { ...budget.policy, owner: member.member } }),
    receivers: Object.fromEntries(
      own.flatMap(({ name, receivers }) => (receivers === undefined ? [] : [[name, receivers]])),
    ),
    templates: written,
  }
}

function tableAsWritten(
  table: TablePart,
  { members, templates, destinations }: RoomParts,
  owner: string,
): TableDocument {
  const { name, definition, accessBudget } = table
  const custom = customBodyOf(definition)
  const allowed = allowedNow(table, destinations)
  const document = {
    ...definition,
    name,
    owner,
    ...(accessBudget === undefined ? {} : { accessBudget }),
    ...(allowed.length === 0 ? {} : { destinations: allowed }),
  }
  if (custom === undefined) return document
  const providers = textsOf(custom.allowedAnalysisProviders).map(
    (one) => members.find(({ organisation }) => organisation === one)?.member ?? one,
  )
  const approved = templates.filter((template) => isApprovedFor(template, table)).map((template) => template.name)
  return withCustomBody(document, {
    ...custom,
    allowedAnalyses: textsOf(custom.allowedAnalyses).includes('ANY_QUERY') ? ['ANY_QUERY'] : approved,
    ...(custom.allowedAnalysisProviders === undefined ? {} : { allowedAnalysisProviders: providers }),
  })
}

/** What a table of a file is stored as: members by their organisations, so that another room cannot mean somebody else. */
export function definitionOf(
  { name: _name, owner: _owner, accessBudget: _access, destinations: _allowed, ...definition }: TableDocument,
  members: readonly Membership[],
): TableDefinition {
  const custom = customBodyOf(definition)
  if (custom === undefined) return definition
  const providers = textsOf(custom.allowedAnalysisProviders).map(
    (one) => members.find(({ member }) => member === one)?.organisation ?? one,
  )
  return withCustomBody(definition, {
    ...custom,
    allowedAnalyses: textsOf(custom.allowedAnalyses).filter((one) => one === 'ANY_QUERY'),
    ...(custom.allowedAnalysisProviders === undefined ? {} : { allowedAnalysisProviders: providers }),
  })
}

/** Types that were found in a source, and tables that the room keeps, are written out where a collaboration is read as a file: no change. */
export function withFoundColumns({ tables: written, ...rest }: WantedPart, parts: RoomParts): WantedPart {
  const kept = new Set(parts.tables.filter((part) => part.kept !== undefined).map(({ name }) => name))
  const tables = written.filter(({ name }) => !kept.has(name))
  const unchanged = (table: TableDocument): TableDocument => {
    const part = parts.tables.find(({ name }) => name === table.name)
    if (part === undefined) return table
    const { columns, ...others } = table
    const { columns: declared } = part.definition
    if (columns === undefined || !sameJson(columns, typedColumns(declared, part.found))) return table
    return declared === undefined ? others : { ...others, columns: declared }
  }
  return { ...rest, tables: tables.map(unchanged) }
}

/** Which templates a rule names follows from approvals, which are told by themselves. */
function withoutTemplateNames(table: TableDocument): TableDocument {
  const custom = customBodyOf(table)
  if (custom === undefined) return table
  const allowedAnalyses = textsOf(custom.allowedAnalyses).filter((one) => one === 'ANY_QUERY')
  return withCustomBody(table, { ...custom, allowedAnalyses })
}

/** A part as a document, so that two of them can be compared. */
export function asDocument(name: string, members: readonly MemberDocument[], part: OwnPart): CollaborationDocument {
  const { tables, budget, receivers, templates } = part
  return {
    version: 1,
    collaboration: name,
    members,
    tables: tables.map(withoutTemplateNames),
    ...(budget === undefined ? {} : { budgets: [budget] }),
    receivers,
    templates,
  }
}

/** Whether a template of a file is this version, letter by letter. */
export function isSameText(
  written: Pick<TemplateDocument, 'sql' | 'parameters'>,
  kept: Pick<TemplatePart, 'sql' | 'parameters'>,
): boolean {
  return written.sql === kept.sql && sameJson(written.parameters ?? [], kept.parameters)
}
