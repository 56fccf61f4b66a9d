import type { ColumnId, JoinRelation, Relation } from '../relation/relation.ts'
import type { Blocks } from './blocks.ts'
import { expressionTerm } from './expression.ts'
import type { Block, Leaf, Member, RowOrder, Scope, Term } from './form.ts'
import { leafOf, scopeOf, sealed, wrapped } from './leaf.ts'
import { truths, withoutDoubles } from './logic.ts'
import { columnTerm, leavesIn, mapColumns, mark } from './term.ts'

/** The block of a join. */
export function joinBlock(relation: JoinRelation, order: RowOrder, blocks: Blocks): Block {
  const { join } = relation
  if (join === 'inner' || join === 'cross') return innerJoin(relation, order, blocks)
  if (join === 'full' || order !== 'free') return outerJoin(relation, order, blocks)
  return join === 'left'
    ? leftJoin(relation, relation.left, relation.right, blocks)
    : leftJoin(relation, relation.right, relation.left, blocks)
}

function innerJoin(relation: JoinRelation, order: RowOrder, blocks: Blocks): Block {
  const [left, right] = [relation.left, relation.right].map((side) =>
    sealed(blocks.blockOf(side, order), order, blocks.making),
  ) as [Block, Block]
  const columns = new Map([...left.columns, ...right.columns])
  const conditions = [...left.conditions, ...right.conditions, ...conditionsOf(relation, columns, blocks)]
  return {
    leaves: [...left.leaves, ...right.leaves],
    conditions: withoutDoubles(blocks.making.terms, conditions),
    columns,
    order: [],
  }
}

function conditionsOf(
  { on }: JoinRelation,
  columns: ReadonlyMap<ColumnId, Term>,
  { making, reading }: Blocks,
): readonly Term[] {
  return on === undefined ? [] : truths(making.terms, expressionTerm(on, reading(columns)))
}

/**
 * A left join, or a right one the other way round. Only what the condition speaks of stays inside: other leaves of the
 * left, and its conditions, hold for the rows of the join as well. The right's conditions are the join's.
 */
function leftJoin(relation: JoinRelation, leftInput: Relation, rightInput: Relation, blocks: Blocks): Block {
  const { making } = blocks
  const { terms } = making
  const [left, right] = [blocks.blockOf(leftInput, 'free'), blocks.blockOf(rightInput, 'free')]
  const own = conditionsOf(relation, new Map([...left.columns, ...right.columns]), blocks)
  const conditions = withoutDoubles(terms, [...right.conditions, ...own])
  const met = new Set<Leaf>(conditions.flatMap((condition) => [...leavesIn(condition)]))
  const inside = left.leaves.filter((leaf) => met.has(leaf))
  const scope: Scope = {
    leaves: [...members(inside, 'left'), ...members(right.leaves, 'right')],
    conditions,
    order: [],
    isWritten: false,
    isFiltered: false,
  }
  const leaf = leafOf(making, 'left-join', [scope])
  const isInside = new Set(inside)
  const outward = (term: Term): Term =>
    mapColumns(terms, term, (column) =>
      isInside.has(column.leaf) ? columnTerm(terms, leaf, '', [mark(terms, 'left', column)], column.type) : column,
    )
  const fromLeft = [...left.columns].map(([id, term]) => [id, outward(term)] as const)
  const fromRight = [...right.columns].map(
    ([id, term]) => [id, columnTerm(terms, leaf, '', [mark(terms, 'right', term)], term.type)] as const,
  )
  return {
    leaves: [...left.leaves.filter((other) => !isInside.has(other)), leaf],
    conditions: left.conditions.map(outward),
    columns: new Map([...fromLeft, ...fromRight]),
    order: [],
  }
}

/** An outer join as it is written. */
function outerJoin(relation: JoinRelation, order: RowOrder, blocks: Blocks): Block {
  const { making } = blocks
  const { terms } = making
  const side = (input: Relation): Block => {
    const block = sealed(blocks.blockOf(input, order), order, making)
    return block.conditions.length === 0 ? block : wrapped(block, order, making)
  }
  const [left, right] = [side(relation.left), side(relation.right)]
  const conditions = conditionsOf(relation, new Map([...left.columns, ...right.columns]), blocks)
  const scope: Scope = {
    ...scopeOf({ leaves: [], conditions, columns: new Map(), order: [] }, order),
    leaves: [...members(left.leaves, 'left'), ...members(right.leaves, 'right')],
    isFiltered: false,
  }
  const leaf = leafOf(making, `${relation.join}-join-as-written`, [scope])
  const marked = ({ columns }: Block, word: 'left' | 'right'): readonly (readonly [ColumnId, Term])[] =>
    [...columns].map(([id, term]) => [id, columnTerm(terms, leaf, '', [mark(terms, word, term)], term.type)])
  return {
    leaves: [leaf],
    conditions: [],
    columns: new Map([...marked(left, 'left'), ...marked(right, 'right')]),
    order: [],
  }
}

function members(leaves: readonly Leaf[], role: Member['role']): readonly Member[] {
  return leaves.map((leaf) => ({ leaf, role }))
}
