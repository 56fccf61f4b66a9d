import type { ColumnId, Relation } from '../relation/relation.ts'
import type { Reading } from './expression.ts'
import type { Block, Making, RowOrder, Term } from './form.ts'

/** The way from a relation to its block, handed to the parts that need inputs. */
export type Blocks = {
  readonly making: Making
  readonly blockOf: (relation: Relation, order: RowOrder) => Block
  readonly reading: (columns: ReadonlyMap<ColumnId, Term>) => Reading
}
