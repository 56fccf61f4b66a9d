import type { ColumnTerm, Leaf, Member, OperationTerm, Scope, Term } from './form.ts'

/** What a leaf is called in a text. */
export type Labels = ReadonlyMap<Leaf, string>

/** How the terms of one scope are written. */
export type Writer = {
  readonly labels: Labels
  /** What stands for a column that equals others in every row. */
  readonly stands: Map<ColumnTerm, string>
  readonly written: Map<Term, string>
  readonly columnText: (column: ColumnTerm) => string
}

/** A writer for a scope under labels. */
export function writerOf(scope: Scope, labels: Labels, columnText: (column: ColumnTerm) => string): Writer {
  const writer: Writer = { labels, stands: new Map(), written: new Map(), columnText }
  for (const members of scope.isFiltered ? equalColumns(scope) : []) {
    const texts = members.map((member) => writeColumn(member, writer)).sort()
    for (const member of members) writer.stands.set(member, texts[0] ?? '')
  }
  return writer
}

/** The text of a term. */
export function write(term: Term, writer: Writer): string {
  const known = writer.written.get(term)
  if (known !== undefined) return known
  const text =
    term.kind === 'column' ? (writer.stands.get(term) ?? writeColumn(term, writer)) : writeOperation(term, writer)
  writer.written.set(term, text)
  return text
}

function writeColumn(column: ColumnTerm, { labels, columnText }: Writer): string {
  return `${labels.get(column.leaf) ?? '?'}.${columnText(column)}`
}

function writeOperation({ head, arguments: args, order }: OperationTerm, writer: Writer): string {
  const texts = args.map((argument) => write(argument, writer))
  if (order === 'fixed') return `(${[head, ...texts].join(' ')})`
  const sorted = order === 'set' ? sortedSet(texts) : texts.sort()
  const [only, ...others] = sorted
  // A set of one, as where two columns came to be the same, is that one; a partition stays what it is.
  if (order === 'set' && only !== undefined && others.length === 0 && args.length > 1 && head !== 'partition')
    return only
  return `(${[head, ...sorted].join(' ')})`
}

/** The texts of the conditions of a scope, in order: what is equal to what, and the rest. */
export function writeConditions(scope: Scope, writer: Writer): readonly string[] {
  const classes = scope.isFiltered ? equalColumns(scope) : []
  const same = classes.map(
    (members) => `(same ${sortedSet(members.map((member) => writeColumn(member, writer))).join(' ')})`,
  )
  const rest = scope.conditions.filter((condition) => !scope.isFiltered || equality(condition) === undefined)
  return sortedSet([...same, ...rest.map((condition) => write(condition, writer))])
}

/** The columns that conditions say are equal, in classes of two or more. */
function equalColumns({ conditions }: Scope): readonly (readonly ColumnTerm[])[] {
  const classes = new Map<ColumnTerm, Set<ColumnTerm>>()
  for (const pair of conditions.map(equality).filter((p) => p !== undefined)) {
    const merged = new Set(pair.flatMap((column) => [...(classes.get(column) ?? [column])]))
    for (const column of merged) classes.set(column, merged)
  }
  return [...new Set(classes.values())].map((members) => [...members])
}

/**
 * The two columns of an equality that makes them the same in every way: of one type, and not of doubles, of which 0 and
 * -0 are equal.
 */
function equality(condition: Term): readonly [ColumnTerm, ColumnTerm] | undefined {
  if (condition.kind === 'column' || condition.head !== 'equal') return undefined
  const [a, b] = condition.arguments
  if (a?.kind !== 'column' || b?.kind !== 'column' || a === b) return undefined
  const isExact = a.type.kind !== 'double' && b.type.kind !== 'double'
  return isExact ? [a, b] : undefined
}

/** The texts, each once, in order. */
export function sortedSet(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort()
}

/** The same members under other labels. */
export function labelled(members: readonly Member[], label: (place: number) => string): Labels {
  return new Map(members.map(({ leaf }, i) => [leaf, label(i)] as const))
}
