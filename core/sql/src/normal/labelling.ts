import type { ColumnTerm, Leaf, Member, Scope, Term } from './form.ts'
import { labelled, sortedSet, type Writer, write, writeConditions, writerOf } from './text.ts'

/** A scope as text, and how further terms of it are written. */
export type Written = { readonly text: string; readonly writer: Writer }

/** What of a leaf goes into the text of a scope that it is in. */
export type LeafTexts = {
  readonly leaf: (leaf: Leaf) => string
  readonly column: (column: ColumnTerm) => string
}

/** Terms that say which rows there are, and whether they do so in any order. */
export type Deciding = { readonly terms: readonly Term[]; readonly isFree: boolean }

/** The most orders of leaves that are tried. */
const mostOrders = 120

/** The most terms written in all orders together. */
const mostWritten = 100_000

/**
 * Writes a scope with its leaves in the order that gives the least text, so that occurrences of one table get the same
 * labels however they were named. Whatever order is taken the text says the whole scope: two that share a text are the
 * same.
 *
 * @param deciding terms that are part of what the scope's rows are for
 * @param others terms that choose among orders which give the same text otherwise
 */
export function writeScope(scope: Scope, deciding: Deciding, others: readonly Term[], texts: LeafTexts): Written {
  const orders = scope.isWritten ? [scope.leaves] : ordersOf(scope, deciding, texts)
  const [first, ...more] = orders.map((members) => candidate(scope, members, deciding, others, texts))
  if (first === undefined) throw new Error('leaves without an order')
  return more.reduce((best, next) => (isLess(next.sorted, best.sorted) ? next : best), first).written
}

type Candidate = { readonly written: Written; readonly sorted: readonly string[] }

function candidate(
  scope: Scope,
  members: readonly Member[],
  deciding: Deciding,
  others: readonly Term[],
  texts: LeafTexts,
): Candidate {
  const writer = writerOf(scope, labelled(members, String), texts.column)
  const leaves = members.map(({ leaf, role }) => `${role}${texts.leaf(leaf)}`)
  const order = scope.order.map((term) => write(term, writer))
  const word = scope.isWritten ? 'written ' : ''
  const text = `{${word}${leaves.join(' ')}; ${writeConditions(scope, writer).join(' ')}; ${order.join(' ')}}`
  const sorted = [text, joined(deciding, writer), joined({ terms: others, isFree: true }, writer)]
  return { written: { text, writer }, sorted }
}

function joined({ terms, isFree }: Deciding, writer: Writer): string {
  const texts = terms.map((term) => write(term, writer))
  return (isFree ? sortedSet(texts) : texts).join(' ')
}

function isLess(a: readonly string[], b: readonly string[]): boolean {
  const place = a.findIndex((text, i) => text !== b[i])
  return place >= 0 && (a[place] ?? '') < (b[place] ?? '')
}

/** The orders of leaves worth trying: by what they are, then by what is said of them, then any. */
function ordersOf(scope: Scope, deciding: Deciding, texts: LeafTexts): readonly (readonly Member[])[] {
  let groups = grouped(scope.leaves, ({ leaf, role }) => `${role}${texts.leaf(leaf)}`)
  for (let round = 0; round < 2 && groups.some((group) => group.length > 1); round++) {
    const ranked = groups
    groups = ranked.flatMap((group) =>
      group.length === 1 ? [group] : grouped(group, (member) => aboutOne(member, ranked, scope, deciding, texts)),
    )
  }
  const size = [...scope.conditions, ...deciding.terms].reduce((sum, term) => sum + term.size, 1)
  const count = groups.reduce((product, group) => product * factorial(group.length), 1)
  if (count > mostOrders || count * size > mostWritten) return [groups.flat()]
  return groups.reduce<readonly (readonly Member[])[]>(
    (before, group) => before.flatMap((start) => permutations(group).map((end) => [...start, ...end])),
    [[]],
  )
}

/** The members in groups of the same text, in the order of the texts. */
function grouped(members: readonly Member[], text: (member: Member) => string): readonly (readonly Member[])[] {
  const groups = Map.groupBy(members, text)
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

/** What the scope says where one leaf is pointed at and the others are known by their groups only. */
function aboutOne(
  one: Member,
  groups: readonly (readonly Member[])[],
  scope: Scope,
  deciding: Deciding,
  texts: LeafTexts,
): string {
  const labels = new Map<Leaf, string>(
    groups.flatMap((group, i) => group.map(({ leaf }) => [leaf, `group ${i}`] as const)),
  )
  labels.set(one.leaf, 'this')
  const writer = writerOf(scope, labels, texts.column)
  return [...writeConditions(scope, writer), joined(deciding, writer)].join(' ')
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1)
}

function permutations(members: readonly Member[]): readonly (readonly Member[])[] {
  if (members.length <= 1) return [members]
  return members.flatMap((first, i) => permutations(members.toSpliced(i, 1)).map((rest) => [first, ...rest]))
}
