import type { ColumnTerm, Leaf, Scope, Term } from './form.ts'
import { type LeafTexts, writeScope } from './labelling.ts'
import { sortedSet, type Writer, write } from './text.ts'

/** A leaf as text: how each of its scopes is written, in the order in which they are. */
type WrittenLeaf = { readonly text: string; readonly writers: readonly Writer[]; readonly order: readonly number[] }

/** The texts of leaves and of their columns; each leaf is written once. */
export function leafTexts(): LeafTexts {
  const known = new Map<Leaf, WrittenLeaf>()
  const writtenLeaf = (leaf: Leaf): WrittenLeaf => {
    const before = known.get(leaf)
    if (before !== undefined) return before
    const made = writeLeaf(leaf, texts)
    known.set(leaf, made)
    return made
  }
  const texts: LeafTexts = {
    leaf: (leaf) => writtenLeaf(leaf).text,
    column: ({ leaf, name, parts }) => {
      if (parts.length === 0) return name
      return `[${partTexts(parts, writtenLeaf(leaf)).join(' ')}]`
    },
  }
  return texts
}

function writeLeaf(
  { head, scopes, areScopesFree, defining, isDefiningFree, used }: Leaf,
  texts: LeafTexts,
): WrittenLeaf {
  const written = scopes.map((scope, i) =>
    writeScope(scope, partsOf(defining, i), partsOf(columnParts(used), i), texts),
  )
  const writers = written.map(({ writer }) => writer)
  const keys = written.map(({ text, writer }, i) =>
    [text, ...sortedParts(partsOf(columnParts(used), i), writer)].join(' '),
  )
  const places = keys.map((_, i) => i)
  const order = areScopesFree ? places.sort((a, b) => compare(keys[a] ?? '', keys[b] ?? '')) : places
  const ways = defining.map((parts) => `[${partTexts(parts, { writers, order }).join(' ')}]`)
  const inside = order.map((i) => written[i]?.text ?? '')
  const text = `(${[head, ...inside, ...(isDefiningFree ? sortedSet(ways) : ways)].join(' ')})`
  return { text, writers, order }
}

function columnParts(columns: readonly ColumnTerm[]): readonly (readonly Term[])[] {
  return columns.map(({ parts }) => parts)
}

function partsOf(columns: readonly (readonly Term[])[], place: number): readonly Term[] {
  return columns.flatMap((parts) => parts[place] ?? [])
}

function sortedParts(parts: readonly Term[], writer: Writer): readonly string[] {
  return parts.map((part) => write(part, writer)).sort()
}

function partTexts(
  parts: readonly Term[],
  { writers, order }: Pick<WrittenLeaf, 'writers' | 'order'>,
): readonly string[] {
  return order.map((i) => {
    const [part, writer] = [parts[i], writers[i]]
    return part === undefined || writer === undefined ? '?' : write(part, writer)
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How many terms the text of a leaf and of some of its columns is written with; grows with each writing of a shared one. */
export function sizeOf(leaf: Leaf, columns: readonly ColumnTerm[]): number {
  const below = leaf.scopes.reduce((sum, scope) => sum + scopeSize(scope), 1)
  return [...leaf.defining.flat(), ...columns].reduce((sum, term) => sum + term.size, below)
}

function scopeSize({ leaves, conditions, order }: Scope): number {
  const below = leaves.reduce((sum, { leaf }) => sum + sizeOf(leaf, leaf.used), 1)
  return [...conditions, ...order].reduce((sum, term) => sum + term.size, below)
}
