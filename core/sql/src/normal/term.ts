import { type SqlType, typeName, type Value } from '../type/sql-type.ts'
import type { ArgumentOrder, ColumnTerm, Leaf, OperationTerm, Term, Terms } from './form.ts'

/** The column of a leaf. */
export function columnTerm(terms: Terms, leaf: Leaf, name: string, parts: readonly Term[], type: SqlType): ColumnTerm {
  const key = `column ${leaf.number} ${typeName(type)} ${numbers(parts)} ${name}`
  const known = terms.made.get(key)
  if (known?.kind === 'column') return known
  const term: ColumnTerm = {
    kind: 'column',
    number: terms.made.size,
    leaf,
    name,
    parts,
    type,
    size: sizeOf(parts),
    depth: depthOf(parts),
  }
  terms.made.set(key, term)
  return term
}

/** How deep a term may be: substitution makes deeper ones than any query holds, and all that follows recurses. */
const mostDepth = 1_000

/** What has no normal form; the relation then stands for itself. */
export function unknownTerm(terms: Terms, type: SqlType): OperationTerm {
  terms.isUnknown = true
  return operation(terms, 'unknown', [], type)
}

/** An operation on terms. */
export function operation(
  terms: Terms,
  head: string,
  args: readonly Term[],
  type: SqlType,
  order: ArgumentOrder = 'fixed',
  extra: { readonly size?: number; readonly value?: Value } = {},
): OperationTerm {
  const arranged = order === 'fixed' ? args : [...(order === 'set' ? new Set(args) : args)].sort(byNumber)
  if (depthOf(arranged) > mostDepth) return unknownTerm(terms, type)
  const key = `${order} ${numbers(arranged)} ${head}`
  const known = terms.made.get(key)
  if (known?.kind === 'operation') return known
  const term: OperationTerm = {
    kind: 'operation',
    number: terms.made.size,
    head,
    arguments: arranged,
    order,
    type,
    size: sizeOf(arranged) + (extra.size ?? 0),
    depth: depthOf(arranged),
    ...(extra.value === undefined ? {} : { value: extra.value }),
  }
  terms.made.set(key, term)
  return term
}

/** A part of a leaf's columns or rows: it only marks what the term in it is there. */
export function mark(terms: Terms, word: string, term: Term): Term {
  return operation(terms, word, [term], term.type)
}

/** The term with each column of its own scope replaced. */
export function mapColumns(terms: Terms, term: Term, replace: (column: ColumnTerm) => Term): Term {
  const done = new Map<Term, Term>()
  const visit = (t: Term): Term => {
    const known = done.get(t)
    if (known !== undefined) return known
    const after = t.kind === 'column' ? replace(t) : again(terms, t, t.arguments.map(visit))
    done.set(t, after)
    return after
  }
  return visit(term)
}

function again(terms: Terms, term: OperationTerm, args: readonly Term[]): Term {
  if (args.every((argument, i) => argument === term.arguments[i])) return term
  const own = term.size - sizeOf(term.arguments)
  return operation(terms, term.head, args, term.type, term.order, { size: own })
}

/** The leaves that a term reads. */
export function leavesIn(term: Term, found: Set<Leaf> = new Set(), seen: Set<Term> = new Set()): Set<Leaf> {
  if (seen.has(term)) return found
  seen.add(term)
  if (term.kind === 'column') found.add(term.leaf)
  else for (const argument of term.arguments) leavesIn(argument, found, seen)
  return found
}

function sizeOf(parts: readonly Term[]): number {
  return parts.reduce((size, part) => size + part.size, 1)
}

function depthOf(parts: readonly Term[]): number {
  return parts.reduce((depth, part) => Math.max(depth, part.depth + 1), 0)
}

function numbers(terms: readonly Term[]): string {
  return terms.map((term) => term.number).join()
}

function byNumber(a: Term, b: Term): number {
  return a.number - b.number
}
