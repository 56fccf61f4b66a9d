import type { ColumnId, MapRelation } from '../relation/relation.ts'
import { type Block, type BlockColumn, canRead, closeBlock, hasWindows, scopeOf } from './block.ts'
import { emitExpression, hidesNull, isConstant } from './expression.ts'
import type { Session } from './session.ts'
import { readings } from './used-columns.ts'

/** Expressions over a block: its SELECT, unless they would write long texts or windows again. */
export function emitMap(relation: MapRelation, input: Block, session: Session): Block {
  const expressions = relation.outputs.map((output) => output.expression)
  const block = canRead(input, expressions, 'windows', readOnce(input, relation)) ? input : closeBlock(input, session)
  const scope = scopeOf(block, session)
  const computed = hasWindows(block) ? 'window' : 'computed'
  const columns = relation.outputs.map(({ column, expression }): [ColumnId, BlockColumn] => {
    const below = expression.kind === 'column' ? block.columns.get(expression.id) : undefined
    if (below !== undefined) return [column.id, below]
    const sql = emitExpression(expression, scope)
    const made = sql.isNull || isConstant(expression) || hidesNull(expression, session) ? 'constant' : computed
    return [column.id, { sql, made, ...(isConstant(expression) ? { isConstant: true } : {}) }]
  })
  // Sort keys speak of columns that the outputs may leave out.
  const hidden = block.orderBy.length === 0 ? [] : [...block.columns]
  return { ...block, columns: new Map([...hidden, ...columns]) }
}

/** The columns that the outputs read at most once, so that they are written as often as before, however long. */
function readOnce(block: Block, { outputs }: MapRelation): ReadonlySet<ColumnId> {
  // Sort keys read them, too; only what is put out as it is has a name for them.
  const isSorted = block.orderBy.length > 0
  const isOnce = (id: ColumnId): boolean => {
    const one = new Set([id])
    const bare = outputs.some(({ expression: e }) => e.kind === 'column' && e.id === id)
    return (bare || !isSorted) && outputs.reduce((sum, { expression }) => sum + readings(expression, one), 0) <= 1
  }
  return new Set([...block.columns.keys()].filter(isOnce))
}
