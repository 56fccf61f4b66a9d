import type { ColumnId, FilterRelation, LimitRelation, Query, Relation, SortRelation } from '../relation/relation.ts'
import type { SqlType } from '../type/sql-type.ts'
import { type Block, canRead, closeBlock, hasWindows, renderBlock, scopeOf } from './block.ts'
import type { Dialect } from './dialect.ts'
import { emitExpression } from './expression.ts'
import { emitJoin, emitSet, emitTable, emitValues } from './from-item.ts'
import { emitMap } from './map.ts'
import { emitReduce } from './reduce.ts'
import { type EmitOptions, openSession, type Session } from './session.ts'
import { lineBreak } from './sql.ts'
import { usedColumns } from './used-columns.ts'
import { emitWindow } from './window.ts'

/** SQL for an engine, and the columns it gives, in order. */
export type Emission = {
  readonly sql: string
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
}

/** Writes a query in a dialect. The SQL names tables as they were declared, quoted, and no row can make it raise. */
export function emit(query: Query, dialect: Dialect, options: EmitOptions = {}): Emission {
  const session = openSession(dialect, usedColumns(query), options, select)
  const sql = select(
    query.relation,
    query.outputs.map((output) => output.id),
    session,
  )
  const types = new Map(query.relation.columns.map((column) => [column.id, column.type]))
  return {
    sql: sql.replaceAll(lineBreak, '\n'),
    columns: query.outputs.map(({ id, name }) => ({ name, type: typeOf(types, id) })),
  }
}

function typeOf(types: ReadonlyMap<ColumnId, SqlType>, id: ColumnId): SqlType {
  const type = types.get(id)
  if (type === undefined) throw new Error(`output ${id} is not a column of the query`)
  return type
}

function select(relation: Relation, outputs: readonly ColumnId[], session: Session): string {
  return renderBlock(emitRelation(relation, session), outputs, session)
}

/** The relation as a block; a node takes a free slot of the block below, or closes it and stands above. */
function emitRelation(relation: Relation, session: Session): Block {
  const below = (input: Relation): Block => emitRelation(input, session)
  switch (relation.kind) {
    case 'table':
      return emitTable(relation, session)
    case 'values':
      return emitValues(relation, session)
    case 'map':
      return emitMap(relation, below(relation.input), session)
    case 'filter':
      return emitFilter(relation, below(relation.input), session)
    case 'reduce':
      return emitReduce(relation, below(relation.input), session)
    case 'join':
      return emitJoin(relation, below(relation.left), below(relation.right), session)
    case 'set':
      return emitSet(relation, below(relation.left), below(relation.right), session)
    case 'window':
      return emitWindow(relation, below(relation.input), session)
    case 'sort':
      return emitSort(relation, below(relation.input), session)
    case 'limit':
      return emitLimit(relation, below(relation.input), session)
  }
}

function emitFilter(relation: FilterRelation, input: Block, session: Session): Block {
  const { condition: written } = relation
  // Beside another condition a key that is one itself would not be known again.
  const isKey = written.kind === 'column' && input.columns.get(written.id)?.made === 'key'
  const fits = input.limit === undefined && !hasWindows(input) && !isKey && canRead(input, [written], 'no-windows')
  const block = fits ? input : closeBlock(input, session)
  const condition = emitExpression(relation.condition, scopeOf(block, session))
  return block.groupBy === undefined
    ? { ...block, where: [...block.where, condition] }
    : { ...block, having: [...block.having, condition] }
}

function emitSort(relation: SortRelation, input: Block, session: Session): Block {
  const block =
    input.limit === undefined && canRead(input, keysToCompute(relation), 'windows') ? input : closeBlock(input, session)
  return { ...block, orderBy: relation.keys }
}

/** Bare columns are named, not computed again. */
function keysToCompute(relation: SortRelation): SortRelation['keys'][number]['expression'][] {
  return relation.keys.map((key) => key.expression).filter((e) => e.kind !== 'column')
}

function emitLimit(relation: LimitRelation, input: Block, session: Session): Block {
  const block = input.limit === undefined ? input : closeBlock(input, session)
  const count = relation.count === undefined ? {} : { count: relation.count }
  return { ...block, limit: { ...count, offset: relation.offset } }
}
