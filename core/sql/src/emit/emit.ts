import type {
  ColumnId,
  Expression,
  FilterRelation,
  JoinRelation,
  LimitRelation,
  MapRelation,
  Query,
  ReduceRelation,
  Relation,
  SetRelation,
  SortRelation,
  TableRelation,
  ValuesRelation,
  WindowRelation,
} from '../relation/relation.ts'
import { aggregateExpressions, subqueries, windowExpressions } from '../relation/walk.ts'
import type { SqlType } from '../type/sql-type.ts'
import {
  type Block,
  type BlockColumn,
  canRead,
  closeBlock,
  columnName,
  fromBlock,
  hasWindows,
  isFromOnly,
  isRows,
  plainColumns,
  renderBlock,
  scopeOf,
} from './block.ts'
import type { Dialect } from './dialect.ts'
import { emitExpression, emitTyped, emitTypedArgument, hidesNull, isConstant, sortOrder } from './expression.ts'
import { frameText } from './frame.ts'
import { openSession, type Session } from './session.ts'
import { indent, lineBreak, quoteName } from './sql.ts'
import { readings, usedColumns } from './used-columns.ts'

/** SQL for an engine, and the columns it gives, in order. */
export type Emission = {
  readonly sql: string
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
}

/** Writes a query in a dialect. The SQL names tables as they were declared, quoted, and no row can make it raise. */
export function emit(query: Query, dialect: Dialect): Emission {
  const session = openSession(dialect, usedColumns(query), select)
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
  switch (relation.kind) {
    case 'table':
      return emitTable(relation, session)
    case 'values':
      return emitValues(relation, session)
    case 'map':
      return emitMap(relation, emitRelation(relation.input, session), session)
    case 'filter':
      return emitFilter(relation, emitRelation(relation.input, session), session)
    case 'reduce':
      return emitReduce(relation, emitRelation(relation.input, session), session)
    case 'join':
      return emitJoin(relation, session)
    case 'set':
      return emitSet(relation, session)
    case 'window':
      return emitWindow(relation, emitRelation(relation.input, session), session)
    case 'sort':
      return emitSort(relation, emitRelation(relation.input, session), session)
    case 'limit':
      return emitLimit(relation, emitRelation(relation.input, session), session)
  }
}

function emitTable(relation: TableRelation, session: Session): Block {
  const alias = session.alias()
  return fromBlock(`${quoteName(relation.table)} AS ${quoteName(alias)}`, plainColumns(alias, relation.columns))
}

function emitValues(relation: ValuesRelation, session: Session): Block {
  const { columns, rows } = relation
  if (columns.length === 0 && rows.length === 1) return fromBlock(undefined, new Map())
  const scope = { columns: new Map(), session }
  const alias = session.alias()
  const named = columns.map(({ id }) => ({ id, name: columnName(id) }))
  const lines = rows.map((row) => `(${row.map((e) => emitTyped(e, scope).text).join(', ')})`)
  const names = named.map(({ name }) => quoteName(name)).join(', ')
  const values = `(${lineBreak}${indent(`VALUES${lineBreak}${indent(lines.join(`,${lineBreak}`))}`)}${lineBreak})`
  return fromBlock(`${values} AS ${quoteName(alias)}(${names})`, plainColumns(alias, named))
}

function emitMap(relation: MapRelation, input: Block, session: Session): Block {
  const expressions = relation.outputs.map((output) => output.expression)
  const block = canRead(input, expressions, 'windows', readOnce(input, relation)) ? input : closeBlock(input, session)
  const scope = scopeOf(block, session)
  const computed = hasWindows(block) ? 'window' : 'computed'
  const columns = relation.outputs.map(({ column, expression }): [ColumnId, BlockColumn] => {
    const below = expression.kind === 'column' ? block.columns.get(expression.id) : undefined
    if (below !== undefined) return [column.id, below]
    const sql = emitTyped(expression, scope)
    const made = sql.isNull || isConstant(expression) || hidesNull(expression) ? 'constant' : computed
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

function emitFilter(relation: FilterRelation, input: Block, session: Session): Block {
  const fits = input.limit === undefined && !hasWindows(input) && canRead(input, [relation.condition], 'no-windows')
  const block = fits ? input : closeBlock(input, session)
  const condition = emitExpression(relation.condition, scopeOf(block, session))
  return block.groupBy === undefined
    ? { ...block, where: [...block.where, condition] }
    : { ...block, having: [...block.having, condition] }
}

function emitReduce(relation: ReduceRelation, input: Block, session: Session): Block {
  const expressions = [
    ...relation.keys.map((key) => key.expression),
    ...relation.aggregates.flatMap(aggregateExpressions),
  ]
  const block = isRows(input) && canRead(input, expressions, 'no-windows') ? input : closeBlock(input, session)
  const scope = scopeOf(block, session)
  const keys = relation.keys.map(({ column, expression }) => {
    const below = expression.kind === 'column' ? block.columns.get(expression.id) : undefined
    const key = below ?? { sql: emitTyped(expression, scope), made: 'key' as const }
    return { id: column.id, key: key.made === 'plain' ? key : { ...key, made: 'key' as const } }
  })
  const aggregates = relation.aggregates.map((aggregate): [ColumnId, BlockColumn] => {
    const { argument, filter } = aggregate
    const parts = {
      aggregate,
      ...(argument === undefined ? {} : { argument: emitTypedArgument(argument, scope) }),
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

const joins: Readonly<Record<JoinRelation['join'], string>> = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
}

function emitJoin(relation: JoinRelation, session: Session): Block {
  const side = (input: Relation): Block => {
    const block = emitRelation(input, session)
    return isFromOnly(block, session.used) ? block : closeBlock(block, session)
  }
  const [left, right] = [side(relation.left), side(relation.right)]
  const columns = new Map([...left.columns, ...right.columns])
  const rightText = right.from?.isJoin
    ? `(${lineBreak}${indent(right.from.text)}${lineBreak})`
    : (right.from?.text ?? '')
  const joined = fromBlock(undefined, columns)
  // An outer join without a condition joins every row.
  const on = relation.on === undefined ? undefined : emitExpression(relation.on, scopeOf(joined, session)).text
  const condition = relation.join === 'cross' ? '' : ` ON ${on ?? 'TRUE'}`
  const line = `${joins[relation.join]} ${rightText}${condition}`
  return fromBlock(`${left.from?.text ?? ''}${lineBreak}${indent(line)}`, columns, true)
}

const setOperators: Readonly<Record<SetRelation['operator'], string>> = {
  'union-all': 'UNION ALL',
  intersect: 'INTERSECT',
  'intersect-all': 'INTERSECT ALL',
  except: 'EXCEPT',
  'except-all': 'EXCEPT ALL',
}

function emitSet(relation: SetRelation, session: Session): Block {
  const part = (input: Relation, ids: readonly ColumnId[]): string => {
    const block = emitRelation(input, session)
    const isBare = block.orderBy.length === 0 && block.limit === undefined
    const { orderBy, ...rest } = block
    const kept = { ...rest, orderBy: block.limit === undefined ? [] : orderBy }
    const text = renderBlock(kept, ids, session)
    return isBare ? text : `(${lineBreak}${indent(text)}${lineBreak})`
  }
  const alias = session.alias()
  const named = relation.columns.map(({ id }) => ({ id, name: columnName(id) }))
  const parts = [
    part(relation.left, relation.leftColumns),
    setOperators[relation.operator],
    part(relation.right, relation.rightColumns),
  ]
  const names = named.map(({ name }) => quoteName(name)).join(', ')
  const text = `(${lineBreak}${indent(parts.join(lineBreak))}${lineBreak}) AS ${quoteName(alias)}(${names})`
  return fromBlock(text, plainColumns(alias, named))
}

function emitWindow(relation: WindowRelation, input: Block, session: Session): Block {
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
    const args = call.arguments.map((e) => emitTypedArgument(read(e), scope))
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
  const columns = [...outside].map((e) => ({ e, id: session.hiddenColumn(), sql: emitTyped(e, scope) }))
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
