import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import { foldCase } from '../file/name.ts'
import type {
  BudgetDocument,
  CollaborationDocument,
  DestinationDocument,
  MemberDocument,
  ReceiversDocument,
  TableDocument,
  TemplateDocument,
} from './document.ts'

/** What one member brings: its own tables, budget and templates, and who may get results that read its tables. */
export type DocumentPart = {
  readonly member: string
  readonly tables?: readonly TableDocument[]
  readonly budgets?: readonly BudgetDocument[]
  readonly receivers?: ReceiversDocument
  readonly destinations?: readonly DestinationDocument[]
  readonly templates?: readonly TemplateDocument[]
}

/** A collaboration as it is stored: who takes part, and what each of them brings. */
export type DocumentParts = {
  readonly collaboration: string
  readonly members: readonly MemberDocument[]
  readonly parts: readonly DocumentPart[]
}

/** One document of all parts, or why they are none. */
export type ComposedDocument = {
  readonly document?: CollaborationDocument
  readonly diagnostics: readonly Diagnostic[]
}

/** A named thing of a part. */
type Brought<T> = { readonly member: string; readonly owner: string; readonly name: string; readonly value: T }

/**
 * Puts the parts of all members together, each list by name, so that the same parts give the same document whatever
 * order they were stored in. Refuses what is brought by a member whose it is not, and two things of one name.
 */
export function composeDocument({ collaboration, members, parts }: DocumentParts): ComposedDocument {
  const tables = brought(parts, ({ tables: given = [] }) => given.map((table) => [table.owner, table.name, table]))
  const budgets = brought(parts, ({ budgets: given = [] }) => given.map((one) => [one.owner, one.owner, one]))
  const templates = brought(parts, ({ templates: given = [] }) => given.map((one) => [one.author, one.name, one]))
  const destinations = brought(parts, (part) => (part.destinations ?? []).map((one) => [one.owner, one.name, one]))
  const receivers = brought(parts, (part) =>
    Object.entries(part.receivers ?? {}).map(([table, list]) => {
      const owner = tables.find(({ name }) => name === table)?.owner
      return [owner ?? part.member, table, list]
    }),
  )
  const known = members.map(({ name }) => name)
  const diagnostics = [
    ...parts
      .filter(({ member }) => !known.includes(member))
      .map(({ member: name }) => diagnostic('COLLABORATION_MEMBER_UNKNOWN', { name, known })),
    ...clashes(
      'member',
      members.map((member) => ({ owner: member.name, name: member.name })),
    ),
    ...wrong('table', tables),
    ...wrong('budget', budgets),
    ...wrong('receivers', receivers),
    ...wrong('destination', destinations),
    ...wrong('template', templates),
  ]
  if (diagnostics.length > 0) return { diagnostics }
  return {
    document: {
      version: 1,
      collaboration,
      members: members.toSorted((a, b) => compare(a.name, b.name)),
      tables: inOrder(tables),
      budgets: inOrder(budgets),
      receivers: Object.fromEntries(sorted(receivers).map(({ name, value }) => [name, [...value].toSorted(compare)])),
      ...(destinations.length === 0 ? {} : { destinations: inOrder(destinations) }),
      templates: inOrder(templates),
    },
    diagnostics: [],
  }
}

function brought<T>(
  parts: readonly DocumentPart[],
  of: (part: DocumentPart) => readonly (readonly [owner: string, name: string, value: T])[],
): readonly Brought<T>[] {
  return parts.flatMap((part) => of(part).map(([owner, name, value]) => ({ member: part.member, owner, name, value })))
}

type Kind = 'table' | 'budget' | 'receivers' | 'destination' | 'template'

function wrong(kind: Kind, things: readonly Brought<unknown>[]): readonly Diagnostic[] {
  const foreign = things.filter(({ member, owner }) => member !== owner)
  return [
    ...foreign.map(({ name, owner, member }) =>
      diagnostic('COLLABORATION_PART_OWNER', { kind, name, owner, member }, undefined, { owner: member }),
    ),
    ...clashes(kind, things),
  ]
}

function clashes(
  kind: string,
  things: readonly { readonly name: string; readonly owner: string }[],
): readonly Diagnostic[] {
  const seen = new Map<string, string>()
  return things.flatMap(({ name, owner }) => {
    const before = seen.get(foldCase(name))
    if (before === undefined) seen.set(foldCase(name), name)
    return before === undefined
      ? []
      : [diagnostic('COLLABORATION_DUPLICATE', { kind, name, before }, undefined, { owner })]
  })
}

function inOrder<T>(things: readonly Brought<T>[]): readonly T[] {
  return sorted(things).map(({ value }) => value)
}

function sorted<T>(things: readonly Brought<T>[]): readonly Brought<T>[] {
  return things.toSorted((a, b) => compare(a.name, b.name))
}

/** By code units: the same everywhere, whatever the language of the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
