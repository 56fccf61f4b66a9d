import type { CollaborationDocument } from './document.ts'
import { allowList, type Effect, type Fact, grants, neither, unknown, type Weigh } from './fact.ts'
import { type Json, sameJson } from './json.ts'
import { type LineChange, lineDiff } from './line-diff.ts'
import { budgetFacts, destinationFacts, memberFacts, tableFacts, templateFacts } from './object-facts.ts'

/** What a change is about. */
export type ChangedObject = 'collaboration' | 'member' | 'table' | 'budget' | 'receivers' | 'destination' | 'template'

/** One difference in meaning between two documents. */
export type Change = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly object: ChangedObject
  /** The name of the member, table, destination or template; of a budget its owner, of receivers the table. */
  readonly name: string
  /** The member whose object it is; absent where it is everybody's. */
  readonly owner?: string
  /** Where in the object; empty for the whole of it. */
  readonly path: string
  readonly before?: Json
  readonly after?: Json
  readonly effect: Effect
  /** The lines of a template's SQL. */
  readonly lines?: readonly LineChange[]
}

/** A thing of a document, and what the document says of it. */
type Thing = {
  readonly object: ChangedObject
  readonly name: string
  readonly owner?: string
  readonly value: Json
  /** What it does that it is there. */
  readonly weigh: Weigh
  readonly facts: readonly Fact[]
}

/** What differs between two documents, in the order of the file. Order and spelled-out defaults are no difference. */
export function diffDocuments(before: CollaborationDocument, after: CollaborationDocument): readonly Change[] {
  const old = thingsOf(before)
  const recent = thingsOf(after)
  const keyOf = ({ object, name }: Thing): string => `${object}\0${name}`
  const oldByKey = new Map(old.map((thing) => [keyOf(thing), thing]))
  const recentByKey = new Map(recent.map((thing) => [keyOf(thing), thing]))
  const keys = [...new Set([...old, ...recent].map(keyOf))]
  const order: readonly ChangedObject[] = [
    'collaboration',
    'member',
    'table',
    'budget',
    'receivers',
    'destination',
    'template',
  ]
  return keys
    .flatMap((key) => diffThing(oldByKey.get(key), recentByKey.get(key)))
    .toSorted((a, b) => order.indexOf(a.object) - order.indexOf(b.object))
}

function thingsOf(document: CollaborationDocument): readonly Thing[] {
  const { tables = [], budgets = [], receivers = {}, destinations = [], templates = [] } = document
  const ownerOf = (table: string): { readonly owner?: string } => {
    const owner = tables.find(({ name }) => name === table)?.owner
    return owner === undefined ? {} : { owner }
  }
  const named: Fact = { key: 'name', path: 'name', value: document.collaboration, weigh: neither }
  return [
    { object: 'collaboration', name: '', value: document.collaboration, weigh: neither, facts: [named] },
    ...document.members.map((member): Thing => {
      const asks = member.abilities?.some((ability) => granting.has(ability))
      const facts = memberFacts(member)
      const { name } = member
      return { object: 'member', name, owner: name, value: member as Json, weigh: asks ? grants : neither, facts }
    }),
    ...tables.map((table): Thing => {
      const { name, owner } = table
      const weigh = table.rule !== undefined || table.public === true ? grants : neither
      return { object: 'table', name, owner, value: table as Json, weigh, facts: tableFacts(table) }
    }),
    ...budgets.map((budget): Thing => {
      const { owner } = budget
      return { object: 'budget', name: owner, owner, value: budget as Json, weigh: grants, facts: budgetFacts(budget) }
    }),
    ...Object.entries(receivers).flatMap(([table, members]) =>
      allowList('members', members).map(({ value, weigh, parts = [] }): Thing => {
        return { object: 'receivers', name: table, ...ownerOf(table), value, weigh, facts: parts }
      }),
    ),
    ...destinations.map((destination): Thing => {
      const { name, owner } = destination
      const facts = destinationFacts(destination)
      return { object: 'destination', name, owner, value: destination as Json, weigh: neither, facts }
    }),
    ...templates.map((template): Thing => {
      const { name, author: owner } = template
      return { object: 'template', name, owner, value: template as Json, weigh: added, facts: templateFacts(template) }
    }),
  ]
}

/** What lets a member ask, or get, something. */
const granting: ReadonlySet<string> = new Set(['query', 'receive', 'activate'])

/** Rules may allow whatever an author writes, so another template may be another question; one less is one less. */
const added: Weigh = (before, after) =>
  after === undefined ? 'tightens' : before === undefined ? 'unknown' : 'neither'

function diffThing(before: Thing | undefined, after: Thing | undefined): readonly Change[] {
  const thing = after ?? before
  if (thing === undefined) return []
  const { object, name, owner } = thing
  const about = { object, name, ...(owner === undefined ? {} : { owner }) }
  if (before === undefined) {
    return [{ ...about, kind: 'added', path: '', after: thing.value, effect: thing.weigh(undefined, thing.value) }]
  }
  if (after === undefined) {
    return [{ ...about, kind: 'removed', path: '', before: thing.value, effect: thing.weigh(thing.value, undefined) }]
  }
  return diffFacts(before.facts, after.facts).map((change) => ({ ...about, ...change }))
}

type FactChange = Omit<Change, 'object' | 'name' | 'owner'>

function diffFacts(before: readonly Fact[], after: readonly Fact[]): readonly FactChange[] {
  const old = new Map(before.map((fact) => [fact.key, fact]))
  const recent = new Map(after.map((fact) => [fact.key, fact]))
  // What goes and what comes in its place stand together.
  const paths = [...new Set([...after, ...before].map(({ path }) => path))]
  const rank = (key: string): number => paths.indexOf((recent.get(key) ?? old.get(key))?.path ?? '')
  return [...new Set([...old.keys(), ...recent.keys()])]
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((key) => diffFact(old.get(key), recent.get(key)))
}

function diffFact(before: Fact | undefined, after: Fact | undefined): readonly FactChange[] {
  if (before === undefined || after === undefined) {
    const fact = after ?? before
    if (fact === undefined) return []
    const { path, value, weigh } = fact
    return after === undefined
      ? [{ kind: 'removed', path, before: value, effect: weigh(value, undefined) }]
      : [{ kind: 'added', path, after: value, effect: weigh(undefined, value) }]
  }
  if (before.parts !== undefined && after.parts !== undefined && before.variant === after.variant) {
    return diffFacts(before.parts, after.parts)
  }
  if (sameJson(before.value, after.value)) return []
  const { path } = after
  const weigh = before.variant === after.variant ? after.weigh : unknown
  const change = { kind: 'changed', path, before: before.value, after: after.value } as const
  const effect = weigh(before.value, after.value)
  const isText = path === 'sql' && typeof before.value === 'string' && typeof after.value === 'string'
  return [{ ...change, effect, ...(isText ? { lines: lineDiff(String(before.value), String(after.value)) } : {}) }]
}
