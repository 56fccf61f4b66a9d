import type { ColumnId, ReduceRelation, Relation } from '../relation/relation.ts'
import type { Blocks } from './blocks.ts'
import { exactAggregates, exactText } from './exact.ts'
import type { Reading } from './expression.ts'
import type { ColumnTerm, Leaf, Making, RowOrder, Term } from './form.ts'
import { leafOf, scopeOf } from './leaf.ts'
import { leafTexts, sizeOf } from './leaf-text.ts'
import { liveColumns } from './live.ts'
import { reduced } from './reduce.ts'
import { relationBlock } from './relation.ts'
import { mark } from './term.ts'
import { usedColumns } from './used.ts'

/** The most terms that a normal form is written with. */
const mostTerms = 50_000

/**
 * The normal form of a relation: a text that syntactic variants of one question share. Two relations with the same text
 * give the same rows, as bags and in the order of `outputs`, on every database; not every two that do share a text.
 * Names, places, ranges and nullability are not part of it, types are.
 */
export function normalText(
  relation: Relation,
  outputs: readonly ColumnId[] = relation.columns.map((column) => column.id),
): string {
  return rowsText(relation, outputs, 'shown') ?? exactText(relation, outputs)
}

/** The texts of a private aggregation. */
export type NormalAggregates = {
  /** Stands for the input rows and the set of group keys. */
  readonly rows: string
  /** For each aggregate, what it is of those rows. */
  readonly aggregates: ReadonlyMap<ColumnId, string>
  /** For each key, what it is of those rows. */
  readonly keys: ReadonlyMap<ColumnId, string>
}

/**
 * The normal form of a private aggregation. Where two have the same `rows`, they have the same groups, and columns of
 * the same text hold the same values for the same groups: so a published answer of one is one of the other, column by
 * column. What the aggregation asks of privacy is not part of it.
 */
export function normalAggregates(reduce: ReduceRelation): NormalAggregates {
  const { privacy, ...relation } = reduce
  const ids = relation.columns.map((column) => column.id)
  const blocks = blocksOf({
    terms: { made: new Map(), isUnknown: false },
    live: liveColumns(relation, ids, 'free'),
    leaves: 0,
  })
  const { leaf, keys, aggregates } = reduced(relation, 'free', blocks)
  const text = columnsText(leaf, [...keys, ...aggregates], blocks.making)
  if (text === undefined) return exactAggregates(reduce)
  const named = (
    made: readonly { readonly column: { readonly id: ColumnId } }[],
    terms: readonly ColumnTerm[],
  ): ReadonlyMap<ColumnId, string> =>
    new Map(
      made.flatMap(({ column }, i) => terms.slice(i, i + 1).map((term) => [column.id, text.column(term)] as const)),
    )
  return {
    rows: text.rows,
    aggregates: named(relation.aggregates, aggregates),
    keys: named(relation.keys, keys),
  }
}

function rowsText(relation: Relation, outputs: readonly ColumnId[], order: RowOrder): string | undefined {
  const blocks = blocksOf({
    terms: { made: new Map(), isUnknown: false },
    live: liveColumns(relation, outputs, order),
    leaves: 0,
  })
  const { making } = blocks
  const block = blocks.blockOf(relation, order)
  const given = outputs.map((id) => block.columns.get(id))
  if (given.includes(undefined)) making.terms.isUnknown = true
  const defining = given.flatMap((term) => (term === undefined ? [] : [[mark(making.terms, 'row', term)]]))
  const leaf = leafOf(making, 'rows', [scopeOf(block, order)], { defining })
  return columnsText(leaf, [], making)?.rows
}

/** The text of a leaf and of its columns; undefined where they have none, or too long a one. */
function columnsText(
  leaf: Leaf,
  columns: readonly ColumnTerm[],
  making: Making,
): { readonly rows: string; readonly column: (column: ColumnTerm) => string } | undefined {
  const used = usedColumns(leaf, columns)
  if (making.terms.isUnknown || sizeOf(leaf, columns, used) > mostTerms) return undefined
  const texts = leafTexts(used)
  return { rows: texts.leaf(leaf), column: texts.column }
}

function blocksOf(making: Making): Blocks {
  const blocks: Blocks = {
    making,
    blockOf: (relation, order) => relationBlock(relation, order, blocks),
    reading: (columns: ReadonlyMap<ColumnId, Term>): Reading => ({
      making,
      columns,
      rowsText: (relation, outputs) => rowsText(relation, outputs, 'free'),
    }),
  }
  return blocks
}
