import type { ColumnId, Expression, SortKey } from '../relation/relation.ts'
import { children, subqueryOf } from '../relation/walk.ts'
import { emitExpression, type Scope, sortOrder } from './expression.ts'
import type { Session } from './session.ts'
import { atom, connect, indent, lineBreak, quoteName, type Sql } from './sql.ts'

/** One SELECT being put together: the slots of its clauses, and how its columns are written in it. */
export type Block = {
  /** The tables and joins; absent: a SELECT without FROM. */
  readonly from?: { readonly text: string; readonly isJoin: boolean }
  readonly where: readonly Sql[]
  /** Absent: not grouped. Empty: one group. */
  readonly groupBy?: readonly Sql[]
  /** The aggregates of the groups, as they are written. */
  readonly aggregates: readonly Sql[]
  readonly having: readonly Sql[]
  /** Whether the groups are all there is to it: SELECT DISTINCT. */
  readonly distinct: boolean
  readonly orderBy: readonly SortKey[]
  readonly limit?: { readonly count?: number; readonly offset: number }
  readonly columns: ReadonlyMap<ColumnId, BlockColumn>
}

/** A column of a block. */
export type BlockColumn = {
  readonly sql: Sql
  /**
   * `plain`: a name; `computed`: an expression; `constant`: one in which a constant may be NULL, or all of it is
   * constant, so that inside another expression the engine might forget types; `key`: one that is grouped by, and is
   * known again only where it stands by itself; `window`: one that only SELECT and ORDER BY may hold.
   */
  readonly made: 'plain' | 'constant' | 'computed' | 'key' | 'window'
  /** The same in every row. */
  readonly isConstant?: true
}

/** A block of a FROM item and nothing else. */
export function fromBlock(
  text: string | undefined,
  columns: ReadonlyMap<ColumnId, BlockColumn>,
  isJoin = false,
): Block {
  const from = text === undefined ? {} : { from: { text, isJoin } }
  return { ...from, where: [], aggregates: [], having: [], distinct: false, orderBy: [], columns }
}

/** Columns of a FROM item, by name. */
export function plainColumns(
  alias: string,
  columns: readonly { readonly id: ColumnId; readonly name: string }[],
): ReadonlyMap<ColumnId, BlockColumn> {
  const table = quoteName(alias)
  return new Map(
    columns.map(({ id, name }) => [id, { sql: atom(`${table}.${quoteName(name)}`), made: 'plain' } as const]),
  )
}

/** The name a column has outside the block that selects it. */
export function columnName(id: ColumnId): string {
  return id < 0 ? `x${-id}` : `c${id}`
}

/** Whether the block is rows as they come from its FROM and WHERE. */
export function isRows(block: Block): boolean {
  return block.groupBy === undefined && block.limit === undefined && !hasWindows(block)
}

/** Whether the block is a FROM item and nothing else, so that it can be joined without a subselect. */
export function isFromOnly(block: Block, used: ReadonlySet<ColumnId>): boolean {
  const isPlain = [...block.columns].every(([id, column]) => column.made === 'plain' || !used.has(id))
  return block.from !== undefined && block.where.length === 0 && isRows(block) && isPlain
}

/** Whether any column is a window call. */
export function hasWindows(block: Block): boolean {
  return [...block.columns.values()].some((column) => column.made === 'window')
}

/** The longest computed text that may stand in more than one place. */
const longestRepeated = 120

/** Whether the expressions can be written with the block's columns, without writing long texts or windows again. */
export function canRead(
  block: Block,
  expressions: readonly Expression[],
  windows: 'windows' | 'no-windows',
  once: ReadonlySet<ColumnId> = new Set(),
): boolean {
  const canReadColumn = (column: BlockColumn, isOnce: boolean, isWhole: boolean): boolean => {
    if (column.made === 'plain') return true
    if ((column.made === 'key' || column.made === 'constant') && !isWhole) return false
    if (column.made === 'window') return windows === 'windows' && isOnce
    // A subquery would be run twice.
    return isOnce || (column.sql.text.length <= longestRepeated && !column.sql.text.includes(lineBreak))
  }
  const canReadOne = (expression: Expression, isWhole: boolean): boolean => {
    if (expression.kind !== 'column') return children(expression).every((child) => canReadOne(child, false))
    const column = block.columns.get(expression.id)
    return column === undefined || canReadColumn(column, once.has(expression.id), isWhole)
  }
  return expressions.every((expression) => canReadOne(expression, true))
}

/** The block as the only FROM item of another, with every used column by its name. */
export function closeBlock(block: Block, session: Session): Block {
  const ids = [...block.columns.keys()].filter((id) => id < 0 || session.used.has(id))
  // The order of a subselect means nothing unless a limit cuts it.
  const { orderBy, ...rest } = block
  const inner = renderBlock({ ...rest, orderBy: block.limit === undefined ? [] : orderBy }, ids, session)
  const alias = session.alias()
  const text = `(${lineBreak}${indent(inner)}${lineBreak}) AS ${quoteName(alias)}`
  return fromBlock(
    text,
    plainColumns(
      alias,
      ids.map((id) => ({ id, name: columnName(id) })),
    ),
  )
}

/** How the block's columns are written in its clauses. */
export function scopeOf(block: Block, session: Session): Scope {
  return { columns: new Map([...block.columns].map(([id, column]) => [id, column.sql])), session }
}

/** The text of the block, selecting these columns in this order. */
export function renderBlock(block: Block, outputs: readonly ColumnId[], session: Session): string {
  const columns = scopeOf(block, session).columns
  const selected = outputs.map((id) => {
    const sql = columns.get(id)
    if (sql === undefined) throw new Error(`column ${id} is not a column of the relation`)
    return { id, sql }
  })
  const items = selected.map(({ id, sql }) => `${sql.text} AS ${quoteName(columnName(id))}`)
  if (items.length === 0) items.push('TRUE AS "c0"')
  // Engines refuse to sort by what is the same in every row.
  const orderBy = block.orderBy
    .filter((key) => !isConstant(key.expression, block))
    .map((key) => sortItem(key, block, outputs, session))
  const isDistinct = isSelectDistinct(block, outputs)
  const head = isDistinct ? 'SELECT DISTINCT' : 'SELECT'
  const lines = [
    items.length === 1
      ? `${head} ${items[0]}`
      : [head, ...items.map((item, i) => indent(`${item}${i < items.length - 1 ? ',' : ''}`))].join(lineBreak),
  ]
  if (block.from !== undefined) lines.push(`FROM ${block.from.text}`)
  if (block.where.length > 0) lines.push(`WHERE ${connect(block.where, 'and').text}`)
  if (block.groupBy !== undefined && !isDistinct) lines.push(...groupLine(block.groupBy, block, outputs))
  if (block.having.length > 0) lines.push(`HAVING ${connect(block.having, 'and').text}`)
  if (orderBy.length > 0) lines.push(`ORDER BY ${orderBy.join(', ')}`)
  if (block.limit?.count !== undefined) lines.push(`LIMIT ${BigInt(block.limit.count)}`)
  if (block.limit !== undefined && block.limit.offset !== 0) lines.push(`OFFSET ${BigInt(block.limit.offset)}`)
  return lines.join(lineBreak)
}

function groupLine(keys: readonly Sql[], block: Block, outputs: readonly ColumnId[]): readonly string[] {
  if (keys.length > 0) return [`GROUP BY ${keys.map((key) => key.text).join(', ')}`]
  // Without an aggregate or a HAVING nothing would say that the rows are one group. A column that was computed from one
  // may have been written without it, and a text literal or a subquery may hold something that looks like one.
  const showsAggregate = (sql: Sql | undefined): boolean => {
    if (sql === undefined || block.aggregates.includes(sql)) return sql !== undefined
    if (sql.text.includes("'") || sql.text.includes(lineBreak)) return false
    return block.aggregates.some((aggregate) => sql.text.includes(aggregate.text))
  }
  const isGrouped = block.having.length > 0 || outputs.some((id) => showsAggregate(block.columns.get(id)?.sql))
  return isGrouped ? [] : ['GROUP BY ()']
}

/** Whether the groups are exactly what is selected, so that DISTINCT says the same. */
function isSelectDistinct(block: Block, outputs: readonly ColumnId[]): boolean {
  if (!block.distinct || block.groupBy === undefined || block.having.length > 0) return false
  const selected = outputs.map((id) => block.columns.get(id)?.sql)
  const { groupBy, orderBy } = block
  const areOrderedBySelected = orderBy.every(({ expression: e }) => e.kind === 'column' && outputs.includes(e.id))
  const areSame =
    groupBy.every((key) => selected.includes(key)) && selected.every((sql) => sql && groupBy.includes(sql))
  return groupBy.length > 0 && areSame && areOrderedBySelected
}

function sortItem(key: SortKey, block: Block, outputs: readonly ColumnId[], session: Session): string {
  const { expression } = key
  const column = expression.kind === 'column' ? block.columns.get(expression.id) : undefined
  // What is computed is not computed again: ORDER BY may use the names that SELECT gives.
  const isNamed = expression.kind === 'column' && column?.made !== 'plain' && outputs.includes(expression.id)
  const text = isNamed ? quoteName(columnName(expression.id)) : emitExpression(expression, scopeOf(block, session)).text
  return `${text} ${sortOrder(key)}`
}

/** Whether the expression is the same in every row of the block. */
function isConstant(expression: Expression, block: Block): boolean {
  if (expression.kind === 'column') return block.columns.get(expression.id)?.isConstant === true
  return subqueryOf(expression) === undefined && children(expression).every((child) => isConstant(child, block))
}
