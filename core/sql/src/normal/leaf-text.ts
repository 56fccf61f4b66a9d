import type { ColumnTerm, Leaf, Term } from './form.ts'
import { type LeafTexts, writeScope } from './labelling.ts'
import { sortedSet, type Writer, write } from './text.ts'
import type { Used } from './used.ts'

/** A leaf as text: how each of its scopes is written, in the order in which they are. */
type WrittenLeaf = { readonly text: string; readonly writers: readonly Writer[]; readonly order: readonly number[] }

/** The texts of leaves and of their columns; each leaf is written once. */
export function leafTexts(used: Used): LeafTexts {
  const known = new Map<Leaf, WrittenLeaf>()
  const writtenLeaf = (leaf: Leaf): WrittenLeaf => {
    const before = known.get(leaf)
    if (before !== undefined) return before
    const made = writeLeaf(leaf, used.get(leaf) ?? [], texts)
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
  { head, scopes, areScopesFree, defining, isDefiningFree }: Leaf,
  columns: readonly ColumnTerm[],
  texts: LeafTexts,
): WrittenLeaf {
  const read = columns.map(({ parts }) => parts)
  const written = scopes.map((scope, i) => {
    const deciding = { terms: partsOf(defining, i), isFree: isDefiningFree }
    return writeScope(scope, deciding, partsOf(read, i), texts)
  })
  const writers = written.map(({ writer }) => writer)
  const keys = written.map(({ text, writer }, i) => [text, ...sortedParts(partsOf(read, i), writer)].join(' '))
  const places = keys.map((_, i) => i)
  const order = areScopesFree ? places.sort((a, b) => compare(keys[a] ?? '', keys[b] ?? '')) : places
  const ways = defining.map((parts) => `[${partTexts(parts, { writers, order }).join(' ')}]`)
  const inside = order.map((i) => written[i]?.text ?? '')
  const text = `(${[head, ...inside, ...(isDefiningFree ? sortedSet(ways) : ways)].join(' ')})`
  return { text, writers, order }
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

/** How many terms the text of a leaf and of some of its columns is written with; a shared one counts each time. */
export function sizeOf(leaf: Leaf, columns: readonly ColumnTerm[], used: Used): number {
  const inside = leaf.scopes.flatMap(({ conditions, order }) => [...conditions, ...order])
  const own = [...leaf.defining.flat(), ...columns, ...inside].reduce((sum, term) => sum + term.size, 1)
  const leaves = leaf.scopes.flatMap((scope) => scope.leaves)
  return leaves.reduce((sum, below) => sum + sizeOf(below.leaf, used.get(below.leaf) ?? [], used), own)
}
