import type { ColumnId, JoinRelation, SetRelation, TableRelation, ValuesRelation } from '../relation/relation.ts'
import {
  type Block,
  closeBlock,
  columnName,
  fromBlock,
  isFromOnly,
  plainColumns,
  renderBlock,
  scopeOf,
} from './block.ts'
import { emitExpression } from './expression.ts'
import type { Session } from './session.ts'
import { indent, lineBreak, quoteName } from './sql.ts'

// The relations that stand in FROM.

/** A table, by the name it was declared with. */
export function emitTable(relation: TableRelation, session: Session): Block {
  const alias = session.alias()
  return fromBlock(`${quoteName(relation.table)} AS ${quoteName(alias)}`, plainColumns(alias, relation.columns))
}

/** Literal rows; one without columns is a SELECT without FROM. */
export function emitValues(relation: ValuesRelation, session: Session): Block {
  const { columns, rows } = relation
  if (columns.length === 0 && rows.length === 1) return fromBlock(undefined, new Map())
  const scope = { columns: new Map(), session }
  const alias = session.alias()
  const named = columns.map(({ id }) => ({ id, name: columnName(id) }))
  const lines = rows.map((row) => `(${row.map((e) => emitExpression(e, scope).text).join(', ')})`)
  const names = named.map(({ name }) => quoteName(name)).join(', ')
  const values = `(${lineBreak}${indent(`VALUES${lineBreak}${indent(lines.join(`,${lineBreak}`))}`)}${lineBreak})`
  return fromBlock(`${values} AS ${quoteName(alias)}(${names})`, plainColumns(alias, named))
}

const joins: Readonly<Record<JoinRelation['join'], string>> = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
}

/** Two sides joined; one that is more than a FROM item becomes a subselect. */
export function emitJoin(relation: JoinRelation, leftInput: Block, rightInput: Block, session: Session): Block {
  const side = (block: Block): Block => (isFromOnly(block, session.used) ? block : closeBlock(block, session))
  const [left, right] = [side(leftInput), side(rightInput)]
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

/** Two queries combined, as a subselect. */
export function emitSet(relation: SetRelation, left: Block, right: Block, session: Session): Block {
  const part = (block: Block, ids: readonly ColumnId[]): string => {
    const isBare = block.orderBy.length === 0 && block.limit === undefined
    const { orderBy, ...rest } = block
    const kept = { ...rest, orderBy: block.limit === undefined ? [] : orderBy }
    const text = renderBlock(kept, ids, session)
    return isBare ? text : `(${lineBreak}${indent(text)}${lineBreak})`
  }
  const alias = session.alias()
  const named = relation.columns.map(({ id }) => ({ id, name: columnName(id) }))
  const parts = [part(left, relation.leftColumns), setOperators[relation.operator], part(right, relation.rightColumns)]
  const names = named.map(({ name }) => quoteName(name)).join(', ')
  const text = `(${lineBreak}${indent(parts.join(lineBreak))}${lineBreak}) AS ${quoteName(alias)}(${names})`
  return fromBlock(text, plainColumns(alias, named))
}
