import type { ColumnId } from '../relation/relation.ts'
import type { Block, Leaf, Making, RowOrder, Scope, Term } from './form.ts'
import { columnTerm, mark } from './term.ts'

/** A leaf over inputs. */
export function leafOf(
  making: Making,
  head: string,
  scopes: readonly Scope[],
  more: Partial<Pick<Leaf, 'areScopesFree' | 'defining' | 'isDefiningFree'>> = {},
): Leaf {
  return {
    number: making.leaves++,
    head,
    scopes,
    areScopesFree: false,
    defining: [],
    isDefiningFree: false,
    ...more,
  }
}

/** A block as the input of a leaf. */
export function scopeOf({ leaves, conditions, order }: Block, rowOrder: RowOrder): Scope {
  return {
    leaves: leaves.map((leaf) => ({ leaf, role: '' })),
    conditions,
    order: rowOrder === 'free' ? [] : order,
    isWritten: rowOrder === 'deciding',
    isFiltered: true,
  }
}

/** A block that brings no sort of its own to where its rows are put beside others. */
export function sealed(block: Block, order: RowOrder, making: Making): Block {
  return order === 'free' || block.order.length === 0 ? block : wrapped(block, order, making)
}

/** A block of one leaf: the rows that the block gives. */
export function wrapped(block: Block, order: RowOrder, making: Making): Block {
  return over(leafOf(making, 'rows', [scopeOf(block, order)]), block.columns, making)
}

/** The block of a leaf with the columns of its one input. */
export function over(leaf: Leaf, columns: ReadonlyMap<ColumnId, Term>, making: Making): Block {
  const passed = [...columns].map(
    ([id, term]) => [id, columnTerm(making.terms, leaf, '', [mark(making.terms, 'row', term)], term.type)] as const,
  )
  return { leaves: [leaf], conditions: [], columns: new Map(passed), order: [] }
}
