import type { ColumnTerm, Leaf, Term } from './form.ts'

/** The columns of each leaf that are read by what is in the text of a leaf and of some of its columns. */
export type Used = ReadonlyMap<Leaf, readonly ColumnTerm[]>

/** The columns that are read, leaf by leaf. */
export function usedColumns(root: Leaf, columns: readonly ColumnTerm[]): Used {
  const used = new Map<Leaf, ColumnTerm[]>()
  const seen = new Set<Term>()
  const visitTerm = (term: Term): void => {
    if (seen.has(term)) return
    seen.add(term)
    if (term.kind === 'column') used.set(term.leaf, [...(used.get(term.leaf) ?? []), term])
    for (const part of term.kind === 'column' ? term.parts : term.arguments) visitTerm(part)
  }
  const visitLeaf = ({ scopes, defining }: Leaf): void => {
    for (const term of defining.flat()) visitTerm(term)
    for (const { leaves, conditions, order } of scopes) {
      for (const term of [...conditions, ...order]) visitTerm(term)
      for (const { leaf } of leaves) visitLeaf(leaf)
    }
  }
  for (const column of columns) visitTerm(column)
  visitLeaf(root)
  return used
}
