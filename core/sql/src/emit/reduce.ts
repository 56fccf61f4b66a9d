import type { ColumnId, ReduceRelation } from '../relation/relation.ts'
import { aggregateExpressions } from '../relation/walk.ts'
import { type Block, type BlockColumn, canRead, closeBlock, isRows, scopeOf } from './block.ts'
import { emitArgument, emitExpression } from './expression.ts'
import type { Session } from './session.ts'

/** What asks for privacy has to be rewritten before it is emitted: this throws, so that nothing runs unprotected. */
function requireProtected({ privacy, aggregates }: ReduceRelation): void {
  const isAsked = aggregates.some(({ bounds, report }) => bounds !== undefined || report !== undefined)
  if (privacy !== undefined || isAsked) throw new Error('an aggregation that asks for privacy is emitted unprotected')
}

/** The groups of a block that is still rows. */
export function emitReduce(relation: ReduceRelation, input: Block, session: Session): Block {
  requireProtected(relation)
  const expressions = [
    ...relation.keys.map((key) => key.expression),
    ...relation.aggregates.flatMap(aggregateExpressions),
  ]
  const block = isRows(input) && canRead(input, expressions, 'no-windows') ? input : closeBlock(input, session)
  const scope = scopeOf(block, session)
  const keys = relation.keys.map(({ column, expression }) => {
    const below = expression.kind === 'column' ? block.columns.get(expression.id) : undefined
    const key = below ?? { sql: emitExpression(expression, scope), made: 'key' as const }
    return { id: column.id, key: key.made === 'plain' ? key : { ...key, made: 'key' as const } }
  })
  const aggregates = relation.aggregates.map((aggregate): [ColumnId, BlockColumn] => {
    const { argument, filter } = aggregate
    const parts = {
      aggregate,
      ...(argument === undefined ? {} : { argument: emitArgument(argument, scope) }),
      ...(filter === undefined ? {} : { filter: emitExpression(filter, scope) }),
      names: session.names,
    }
    const sql = session.dialect.aggregates[aggregate.function](parts)
    return [aggregate.column.id, { sql, made: 'computed' }]
  })
  return {
    ...block,
    orderBy: [],
    groupBy: keys.map(({ key }) => key.sql),
    aggregates: aggregates.map(([, { sql }]) => sql),
    distinct: relation.clause === 'distinct' && aggregates.length === 0,
    columns: new Map([...keys.map(({ id, key }): [ColumnId, BlockColumn] => [id, key]), ...aggregates]),
  }
}
