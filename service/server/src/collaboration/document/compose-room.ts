import {
  type Ability,
  type BudgetDocument,
  type Collaboration,
  type CollaborationDocument,
  readCollaboration,
  type TableDocument,
  type TemplateDocument,
  writeDocument,
} from '@glovebox/cleanroom'
import type { Diagnostic } from '@glovebox/diagnostics'
import type { Membership } from '../membership.ts'
import { inheritedParts, standingKept } from './kept-parts.ts'
import type { DestinationPart, RoomParts, TablePart, TemplatePart } from './room-parts.ts'
import { type CustomBody, customBodyOf, isActivatable, textsOf, withCustomBody } from './table-definition.ts'
import { typedColumns } from './typed-columns.ts'

/** A collaboration as one document, which `readCollaboration` accepts whatever its parts are. */
export type ComposedRoom = {
  /** Without where anybody's rows are: what every member may read, and what the log's hashes are of. */
  readonly text: string
  readonly document: CollaborationDocument
  readonly collaboration: Collaboration
  readonly members: readonly Membership[]
  /** The parts whose tables and templates stand in it. */
  readonly tables: readonly TablePart[]
  readonly templates: readonly TemplatePart[]
  readonly destinations: readonly DestinationPart[]
  /** What does not stand in it, and why. */
  readonly withheld: readonly Withheld[]
}

/** A part that does not stand in the document. */
export type Withheld = {
  readonly kind: 'table' | 'template'
  readonly name: string
  readonly why: 'paused' | 'owner-absent' | 'schema-unknown' | 'base-changed' | 'not-activatable' | 'refused'
  readonly diagnostics: readonly Diagnostic[]
  /** What the places of the diagnostics speak of; the same for every member. */
  readonly text: string
}

/** Stands for where rows are, for everyone but their owner. */
export const withheldSource: TableDocument['source'] = { file: 'withheld', format: 'parquet' }

/**
 * Makes one document of all that is stored. A part that would make it unreadable is left out, so that nobody's mistake
 * closes the room for others; whatever is left out can only make less possible.
 */
export function composeRoom(parts: RoomParts): ComposedRoom {
  const members = parts.members.filter(({ status }) => status === 'active')
  const destinations = parts.destinations.filter(({ organisation }) =>
    members.some((member) => member.organisation === organisation && member.pausedAt === undefined),
  )
  const present = { ...parts, members, destinations, tables: inheritedParts(parts.tables) }
  const standing = fitTables(present)
  const tables = standingKept(standing.tables)
  const fallen = standing.tables.filter((table) => !tables.includes(table))
  const fitted = fitTemplates({ ...present, tables })
  const withheld = fallen.map(({ name }) => absence(name, 'base-changed'))
  return { ...fitted, withheld: [...standing.withheld, ...withheld, ...fitted.withheld] }
}

function absence(name: string, why: Withheld['why']): Withheld {
  return { kind: 'table', name, why, diagnostics: [], text: '' }
}

/** Leaves tables out until the others are accepted; each time at least one goes. */
function fitTables(parts: RoomParts): Pick<ComposedRoom, 'tables' | 'withheld'> {
  const absent = parts.tables.flatMap((table) => whyAbsent(table, parts.members) ?? [])
  const isAbsent = new Set(absent.map(({ name }) => name))
  let tables = parts.tables.filter(({ name }) => !isAbsent.has(name))
  const withheld: Withheld[] = [...absent]
  for (;;) {
    const text = writeDocument(documentOf({ ...parts, tables, templates: [] }))
    const { collaboration, diagnostics } = readCollaboration(text)
    if (collaboration !== undefined) return { tables, withheld }
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    const named = new Set(errors.flatMap(({ table }) => table ?? []))
    const isWrong = (table: TablePart): boolean => named.size === 0 || named.has(table.name)
    const wrong = tables.filter(isWrong)
    if (wrong.length === 0) return { tables: [], withheld }
    for (const { name } of wrong) {
      const own = errors.filter(({ table }) => table === undefined || table === name)
      withheld.push({ kind: 'table', name, why: 'refused', diagnostics: own, text })
    }
    tables = tables.filter((table) => !isWrong(table))
  }
}

function whyAbsent(table: TablePart, members: readonly Membership[]): Withheld | undefined {
  const absent = (why: Withheld['why']): Withheld => absence(table.name, why)
  const owner = members.find(({ organisation }) => organisation === table.organisation)
  if (owner === undefined || owner.pausedAt !== undefined) return absent('owner-absent')
  if (table.isPaused) return absent('paused')
  return typedColumns(table.definition.columns, table.found) === undefined ? absent('schema-unknown') : undefined
}

function fitTemplates(parts: RoomParts): ComposedRoom {
  const authors = new Set(parts.members.map(({ organisation }) => organisation))
  const written = parts.templates.filter(({ organisation }) => authors.has(organisation))
  const here = written.filter((template) => mayActivate(template, parts.tables))
  const unready = written
    .filter((template) => !here.includes(template))
    .map(({ name }): Withheld => ({ ...absence(name, 'not-activatable'), kind: 'template' }))
  const whole = accepted({ ...parts, templates: here })
  if (whole !== undefined) return { ...whole, withheld: unready }
  const fates = here.map((template) => ({ template, refusal: refusalOf({ ...parts, templates: [template] }) }))
  const templates = fates.flatMap(({ template, refusal }) => (refusal === undefined ? [template] : []))
  const withheld = fates.flatMap(({ template: { name }, refusal }): readonly Withheld[] =>
    refusal === undefined ? [] : [{ kind: 'template', name, why: 'refused', ...refusal }],
  )
  const fitted = accepted({ ...parts, templates }) ?? accepted({ ...parts, templates: [] })
  if (fitted !== undefined) return { ...fitted, withheld: [...unready, ...withheld] }
  // Members alone: names that were accepted when they came in.
  const bare = accepted({ ...parts, tables: [], templates: [], budgets: [] })
  if (bare === undefined) throw new Error('a collaboration without tables is refused')
  return bare
}

/** An activation is of tables whose owners let results leave for one. */
function mayActivate({ kind, reads }: TemplatePart, tables: readonly TablePart[]): boolean {
  if (kind === 'query') return true
  const read = tables.filter(({ configuredTable }) => reads.some((one) => one.configuredTable === configuredTable))
  return read.every(({ definition }) => isActivatable(definition))
}

function accepted(parts: RoomParts): ComposedRoom | undefined {
  const document = documentOf(parts)
  const text = writeDocument(document)
  const { collaboration } = readCollaboration(text)
  if (collaboration === undefined) return undefined
  const { members, tables, templates, destinations } = parts
  return { text, document, collaboration, members, tables, templates, destinations, withheld: [] }
}

function refusalOf(parts: RoomParts): Pick<Withheld, 'diagnostics' | 'text'> | undefined {
  const text = writeDocument(documentOf(parts))
  const { collaboration, diagnostics } = readCollaboration(text)
  if (collaboration !== undefined) return undefined
  return { text, diagnostics: diagnostics.filter(({ severity }) => severity === 'error') }
}

function documentOf(parts: RoomParts): CollaborationDocument {
  const { members, tables, templates, budgets, destinations } = parts
  const nameOf = (organisation: string): string =>
    members.find((member) => member.organisation === organisation)?.member ?? ''
  const receivers = tables.flatMap(({ name, receivers: chosen }) =>
    chosen === undefined ? [] : [[name, chosen.filter((one) => members.some(({ member }) => member === one))] as const],
  )
  return {
    version: 1,
    collaboration: parts.name,
    members: members.map(({ member: name, abilities, pausedAt }) => ({
      name,
      // Whoever stands still asks nothing and gets nothing.
      abilities: pausedAt === undefined ? abilities : abilities.filter((one) => !asking.includes(one)),
    })),
    ...(tables.length === 0 ? {} : { tables: tables.map((table) => tableDocument(table, parts, nameOf)) }),
    ...(budgets.length === 0 ? {} : { budgets: budgets.flatMap((budget) => budgetDocument(budget, parts)) }),
    ...(receivers.length === 0 ? {} : { receivers: Object.fromEntries(receivers) }),
    ...(destinations.length === 0
      ? {}
      : {
          destinations: destinations.map(({ name, organisation, url }) => ({
            ...{ name, owner: nameOf(organisation) },
            https: url,
          })),
        }),
    ...(templates.length === 0
      ? {}
      : { templates: templates.map((template) => templateDocument(template, parts, nameOf)) }),
  }
}

/** What whoever stands still does not do. */
const asking: readonly Ability[] = ['query', 'receive', 'activate']

function tableDocument(table: TablePart, parts: RoomParts, nameOf: (organisation: string) => string): TableDocument {
  const { name, organisation, definition, found, accessBudget } = table
  const { source: _withheld, columns, ...rest } = definition
  const custom = customBodyOf(definition)
  const typed = typedColumns(columns, found)
  const allowed = allowedNow(table, parts.destinations)
  const document: TableDocument = {
    ...rest,
    name,
    owner: nameOf(organisation),
    source: withheldSource,
    ...(typed === undefined ? {} : { columns: typed }),
    ...(allowed.length === 0 ? {} : { destinations: allowed }),
    ...(accessBudget === undefined ? {} : { accessBudget }),
  }
  return custom === undefined ? document : withCustomBody(document, allowedHere(custom, table, parts))
}

/** The destinations that a table's owner allows and that are what it allowed: what has changed since is not. */
export function allowedNow(
  { destinations = [] }: Pick<TablePart, 'destinations'>,
  present: readonly DestinationPart[],
): readonly string[] {
  return present.filter(({ hash }) => destinations.some((one) => one.hash === hash)).map(({ name }) => name)
}

/** Whom and what a custom rule lets ask in this collaboration: members who are here, templates that were approved. */
function allowedHere(custom: CustomBody, table: TablePart, { members, templates }: RoomParts): CustomBody {
  const { allowedAnalysisProviders, ...rest } = custom
  if (!textsOf(custom.allowedAnalyses).includes('ANY_QUERY')) {
    const approved = templates.filter((template) => isApprovedFor(template, table)).map(({ name }) => name)
    return { ...rest, allowedAnalyses: approved }
  }
  const named = textsOf(allowedAnalysisProviders)
  const providers = members
    .filter(({ organisation, member }) => named.includes(organisation) || named.includes(member))
    .map(({ member }) => member)
  if (providers.length === 0) return { ...rest, allowedAnalyses: [] }
  return { ...rest, allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: providers }
}

/**
 * An approval is of the very table that was there when it was given, not of its name. Of a table that anyone could read
 * then nobody was asked, so nobody approved it.
 */
export function isApprovedFor({ reads }: TemplatePart, table: Pick<TablePart, 'configuredTable'>): boolean {
  return reads.some(({ configuredTable, isPublic }) => configuredTable === table.configuredTable && !isPublic)
}

function budgetDocument(
  { organisation, policy }: RoomParts['budgets'][number],
  { members }: RoomParts,
): readonly BudgetDocument[] {
  const owner = members.find((member) => member.organisation === organisation)?.member
  if (owner === undefined) return []
  const caps = Object.entries(policy.members ?? {}).filter(([name]) => members.some(({ member }) => member === name))
  const { members: _all, ...rest } = policy
  return [{ ...rest, owner, ...(caps.length === 0 ? {} : { members: Object.fromEntries(caps) }) }]
}

function templateDocument(
  template: TemplatePart,
  { tables, members }: RoomParts,
  nameOf: (organisation: string) => string,
): TemplateDocument {
  const { name, organisation, description, sql, parameters, reviewers, kind } = template
  const owners = new Set(tables.filter((table) => isApprovedFor(template, table)).map((table) => table.organisation))
  const approvedBy = members.filter((member) => owners.has(member.organisation)).map(({ member }) => member)
  return {
    name,
    author: nameOf(organisation),
    ...(description === '' ? {} : { description }),
    sql,
    ...(parameters.length === 0 ? {} : { parameters }),
    approvedBy,
    ...(reviewers === 1 ? {} : { reviewers }),
    ...(kind === 'query' ? {} : { kind }),
  }
}
