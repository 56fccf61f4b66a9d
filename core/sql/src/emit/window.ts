import type { ColumnId, Expression, WindowRelation } from '../relation/relation.ts'
import { subqueries, windowExpressions } from '../relation/walk.ts'
import { type Block, type BlockColumn, canRead, closeBlock, scopeOf } from './block.ts'
import { emitArgument, emitExpression, sortOrder } from './expression.ts'
import { frameText } from './frame.ts'
import type { Session } from './session.ts'

/** Window calls beside a block's columns. */
export function emitWindow(relation: WindowRelation, input: Block, session: Session): Block {
  const { block, read } = windowInput(relation, input, session)
  const scope = scopeOf(block, session)
  const text = (expression: Expression): string => emitExpression(read(expression), scope).text
  const calls = relation.calls.map((call): [ColumnId, BlockColumn] => {
    const partition = call.partitionBy.map(text).join(', ')
    const order = call.orderBy.map((key) => `${text(key.expression)} ${sortOrder(key)}`).join(', ')
    const over = [
      ...(partition === '' ? [] : [`PARTITION BY ${partition}`]),
      ...(order === '' ? [] : [`ORDER BY ${order}`]),
      ...(call.frame === undefined ? [] : [frameText(call.frame)]),
    ].join(' ')
    const args = call.arguments.map((e) => emitArgument(read(e), scope))
    const sql = session.dialect.windows[call.function]({ call, args, over, names: session.names })
    return [call.column.id, { sql, made: 'window' }]
  })
  return { ...block, columns: new Map([...block.columns, ...calls]) }
}

/** What the windows look at; a subquery may not stand inside a window call, and becomes a column below it. */
function windowInput(
  relation: WindowRelation,
  input: Block,
  session: Session,
): { readonly block: Block; readonly read: (expression: Expression) => Expression } {
  const expressions = relation.calls.flatMap(windowExpressions)
  const fits = input.limit === undefined && canRead(input, expressions, 'no-windows')
  const block = fits ? input : closeBlock(input, session)
  const outside = new Set(expressions.filter((e) => subqueries(e).length > 0))
  if (outside.size === 0) return { block, read: (e) => e }
  const scope = scopeOf(block, session)
  const columns = [...outside].map((e) => ({ e, id: session.hiddenColumn(), sql: emitExpression(e, scope) }))
  const below = columns.map(({ id, sql }): [ColumnId, BlockColumn] => [id, { sql, made: 'computed' }])
  const replaced = new Map(
    columns.map(({ e: { type, nullable, at }, e, id }) => {
      return [e, { kind: 'column', id, name: '', type, nullable, at } as const]
    }),
  )
  return {
    block: closeBlock({ ...block, columns: new Map([...block.columns, ...below]) }, session),
    read: (e) => replaced.get(e) ?? e,
  }
}
