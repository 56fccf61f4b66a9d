import type {
  Column,
  ColumnId,
  LimitRelation,
  Relation,
  SetRelation,
  SortRelation,
  TableRelation,
  ValuesRelation,
} from '../relation/relation.ts'
import { sameType, typeName } from '../type/sql-type.ts'
import type { Blocks } from './blocks.ts'
import { expressionTerm } from './expression.ts'
import { extraText } from './extra.ts'
import type { Block, Leaf, Making, RowOrder, Scope, Term } from './form.ts'
import { joinBlock } from './join.ts'
import { leafOf, over, scopeOf, sealed } from './leaf.ts'
import { truths, withoutDoubles } from './logic.ts'
import { reduceBlock } from './reduce.ts'
import { orderBelow } from './row-order.ts'
import { columnTerm, mapColumns, mark, operation, unknownTerm } from './term.ts'
import { windowBlock } from './window.ts'

/** The block of a relation. */
export function relationBlock(relation: Relation, order: RowOrder, blocks: Blocks): Block {
  const { making } = blocks
  const below = orderBelow(relation, order, making.live)
  switch (relation.kind) {
    case 'table':
      return tableBlock(relation, making)
    case 'values':
      return valuesBlock(relation, below, blocks)
    case 'map': {
      const input = blocks.blockOf(relation.input, order)
      const reading = blocks.reading(input.columns)
      const live = relation.outputs.filter(({ column }) => making.live.has(column.id))
      const columns = new Map(live.map((o) => [o.column.id, expressionTerm(o.expression, reading)] as const))
      return { ...input, columns }
    }
    case 'filter': {
      const input = blocks.blockOf(relation.input, order)
      const condition = expressionTerm(relation.condition, blocks.reading(input.columns))
      const conditions = [...input.conditions, ...truths(making.terms, condition)]
      return { ...input, conditions: withoutDoubles(making.terms, conditions) }
    }
    case 'reduce':
      return reduceBlock(relation, below, blocks)
    case 'join':
      return joinBlock(relation, below, blocks)
    case 'set':
      return setBlock(relation, below, blocks)
    case 'window':
      return windowBlock(relation, order, blocks)
    case 'sort':
      return sortBlock(relation, order, blocks)
    case 'limit':
      return limitBlock(relation, blocks)
  }
}

function tableBlock(relation: TableRelation, making: Making): Block {
  const { kind, table, alias, columns, at, ...rest } = relation
  const leaf = leafOf(making, `${kind} ${JSON.stringify(table)}${extraText(rest, making)}`, [])
  const named = ({ name, type }: Column, place: number): string => {
    const isTwice = columns.some((other, i) => i !== place && other.name === name)
    return `${JSON.stringify(name)} ${typeName(type)}${isTwice ? ` ${place}` : ''}`
  }
  const terms = columns.map(
    (column, i) => [column.id, columnTerm(making.terms, leaf, named(column, i), [], column.type)] as const,
  )
  return { leaves: [leaf], conditions: [], columns: new Map(terms), order: [] }
}

const noRow: Scope = { leaves: [], conditions: [], order: [], isWritten: false, isFiltered: true }

/** Rows as written are a union of single rows. */
function valuesBlock({ rows, columns }: ValuesRelation, order: RowOrder, blocks: Blocks): Block {
  const { making } = blocks
  const reading = blocks.reading(new Map())
  const live = columns.flatMap((column, i) => (making.live.has(column.id) ? [{ column, i }] : []))
  const cells = (i: number): readonly Term[] =>
    rows.map((row) =>
      row[i] === undefined ? unknownTerm(making.terms, { kind: 'null' }) : expressionTerm(row[i], reading),
    )
  if (rows.length === 1) {
    const single = live.flatMap(({ column, i }) => cells(i).map((term) => [column.id, term] as const))
    return { leaves: [], conditions: [], columns: new Map(single), order: [] }
  }
  const leaf = unionOf(
    making,
    rows.map(() => noRow),
    order === 'free',
  )
  const terms = live.map(
    ({ column, i }) => [column.id, columnTerm(making.terms, leaf, '', cells(i), column.type)] as const,
  )
  return { leaves: [leaf], conditions: [], columns: new Map(terms), order: [] }
}

function unionOf(making: Making, scopes: readonly Scope[], isFree: boolean): Leaf {
  return leafOf(making, 'union', scopes, { areScopesFree: isFree })
}

function setBlock(relation: SetRelation, order: RowOrder, blocks: Blocks): Block {
  const { making } = blocks
  const { operator, columns } = relation
  const live = columns.flatMap((column, i) =>
    operator !== 'union-all' || making.live.has(column.id) ? [{ column, i }] : [],
  )
  const side = (input: Relation, ids: readonly ColumnId[]): Side => {
    const block = sealed(blocks.blockOf(input, order), order, making)
    const of = new Map(input.columns.map((column) => [column.id, column] as const))
    const terms = live.map(({ column, i }) => {
      const id = ids[i] ?? -1
      const isFit = sameType(of.get(id)?.type ?? column.type, column.type)
      return (isFit ? block.columns.get(id) : undefined) ?? unknownTerm(making.terms, column.type)
    })
    return { block, terms }
  }
  const sides = [side(relation.left, relation.leftColumns), side(relation.right, relation.rightColumns)]
  const branches = operator === 'union-all' ? sides.flatMap((s) => branchesOf(s, making)) : sides.map(branch(order))
  const scopes = branches.map(({ scope }) => scope)
  const parts = live.map((_, c) => branches.map(({ terms }) => terms[c] ?? unknownTerm(making.terms, { kind: 'null' })))
  const leaf =
    operator === 'union-all'
      ? unionOf(making, scopes, order === 'free')
      : leafOf(making, operator, scopes, { defining: parts, isDefiningFree: true })
  const made = live.map(
    ({ column }, c) => [column.id, columnTerm(making.terms, leaf, '', parts[c] ?? [], column.type)] as const,
  )
  return { leaves: [leaf], conditions: [], columns: new Map(made), order: [] }

  function branchesOf(s: Side, m: Making): readonly Branch[] {
    const [only, ...others] = s.block.leaves
    const isUnion = only?.head === 'union' && others.length === 0 && s.block.conditions.length === 0
    if (!isUnion) return [branch(order)(s)]
    return only.scopes.map((scope, b) => ({
      scope,
      terms: s.terms.map((term) =>
        mapColumns(m.terms, term, (column) => column.parts[b] ?? unknownTerm(m.terms, column.type)),
      ),
    }))
  }
}

/** An input of a set operation, and the terms of the columns that count. */
type Side = { readonly block: Block; readonly terms: readonly Term[] }

type Branch = { readonly scope: Scope; readonly terms: readonly Term[] }

function branch(order: RowOrder): (side: Side) => Branch {
  return ({ block, terms }) => ({ scope: scopeOf(block, order), terms })
}

function sortBlock({ input, keys }: SortRelation, order: RowOrder, blocks: Blocks): Block {
  const block = blocks.blockOf(input, order)
  if (order === 'free') return block
  const { terms } = blocks.making
  const reading = blocks.reading(block.columns)
  const sorted = keys.map(({ expression, direction, nulls }) =>
    mark(terms, `${direction} nulls-${nulls}`, expressionTerm(expression, reading)),
  )
  return { ...block, order: [...block.order, operation(terms, 'sort', sorted, { kind: 'null' })] }
}

/** Which rows a limit leaves is decided by their order. */
function limitBlock({ input, count, offset }: LimitRelation, { making, blockOf }: Blocks): Block {
  const block = blockOf(input, 'deciding')
  const leaf = leafOf(making, `limit ${count ?? 'all'} ${offset}`, [scopeOf(block, 'deciding')])
  return over(leaf, block.columns, making)
}
