import { unify } from '../function/coerce.ts'
import { hull } from '../function/range.ts'
import type { Column, Expression, Output, Relation, SetRelation } from '../relation/relation.ts'
import type { SetOperationSyntax } from '../syntax/tree.ts'
import type { QueryContext, Resolved } from './context.ts'
import { columnReference, lineageOf, nothing, union } from './facts.ts'
import { refuse, refuseArguments } from './report.ts'
import { asResult } from './result-type.ts'
import { distinctRows } from './selected-rows.ts'
import { freshColumn, noteFeature, type Session } from './session.ts'

/** Combines two operands by position; the names are the left one's. UNION without ALL is UNION ALL and DISTINCT. */
export function combine(syntax: SetOperationSyntax, left: Resolved, right: Resolved, context: QueryContext): Resolved {
  const { session } = context
  const { operator, all, operatorAt, at } = syntax
  noteFeature(session, operator === 'union' && all ? 'union-all' : operator, operatorAt, context.depth)
  const [expected, given] = [left.outputs.length, right.outputs.length]
  if (left.complete && right.complete && expected !== given) {
    const what = `the right side of ${operator.toUpperCase()}`
    refuse(session, 'SQL_COLUMN_COUNT', { what, expected, given }, syntax.right.at)
  }
  const pairs = expected === given ? left.outputs.map((_, i) => unifyPair(i, left, right, syntax, session)) : []
  const found = pairs.filter((pair) => pair !== undefined)
  if (found.length < Math.max(expected, given) || !left.complete || !right.complete) {
    const outputs = left.outputs.map((output) => ({ ...output, column: undefined }))
    return { relation: nothing(at), outputs, complete: left.complete && right.complete }
  }
  const sides = {
    left: converted(
      left.relation,
      found.map((pair) => pair.left),
      session,
    ),
    right: converted(
      right.relation,
      found.map((pair) => pair.right),
      session,
    ),
  }
  const columns = found.map((_, i) => combinedColumn(i, left, sides, operator, session))
  const relation: SetRelation = {
    kind: 'set',
    operator: operator === 'union' ? 'union-all' : all ? `${operator}-all` : operator,
    left: sides.left.relation,
    right: sides.right.relation,
    leftColumns: sides.left.columns.map((column) => column.id),
    rightColumns: sides.right.columns.map((column) => column.id),
    columns,
    at,
  }
  if (operator !== 'union' || all) return outputsOf(relation, columns, left)
  const distinct = distinctRows(relation, operatorAt, session)
  return outputsOf(distinct.relation, distinct.relation.columns, left)
}

function outputsOf(relation: Relation, columns: readonly Column[], { outputs }: Resolved): Resolved {
  return { relation, outputs: outputs.map((output, i) => ({ ...output, column: columns[i] })), complete: true }
}

/** A column of one side: as it is, and as it has to be for the two sides to have one type. */
type Conversion = { readonly column: Column; readonly expression: Expression }

function unifyPair(
  index: number,
  left: Resolved,
  right: Resolved,
  { operator, at }: SetOperationSyntax,
  session: Session,
): { readonly left: Conversion; readonly right: Conversion } | undefined {
  const [l, r] = [left.outputs[index], right.outputs[index]]
  if (l?.column === undefined || r?.column === undefined) return undefined
  const sides = [selectedExpression(left.relation, l.column, l.at), selectedExpression(right.relation, r.column, r.at)]
  const unified = unify(sides)
  if ('expected' in unified) {
    return refuseArguments(session, unified, sides, { name: operator.toUpperCase() }, at)
  }
  const [leftAfter, rightAfter] = unified.expressions.map(asResult)
  if (leftAfter === undefined || rightAfter === undefined) return undefined
  return {
    left: { column: l.column, expression: leftAfter === sides[0] ? columnReference(l.column, l.at) : leftAfter },
    right: { column: r.column, expression: rightAfter === sides[1] ? columnReference(r.column, r.at) : rightAfter },
  }
}

/** A selected literal stands for itself, so that it can take the other side's type; anything else is its column. */
function selectedExpression(relation: Relation, column: Column, at: Expression['at']): Expression {
  if (relation.kind === 'map') {
    const output = relation.outputs.find((candidate) => candidate.column.id === column.id)
    if (output?.expression.kind === 'literal') return output.expression
  }
  return columnReference(column, at)
}

/** One side with its columns converted where they have to be. */
function converted(
  relation: Relation,
  conversions: readonly Conversion[],
  session: Session,
): { readonly relation: Relation; readonly columns: readonly Column[] } {
  const isPlain = conversions.every(({ column, expression }) => isColumn(expression, column))
  if (isPlain) return { relation, columns: conversions.map(({ column }) => column) }
  const outputs = conversions.map(({ column, expression }): Output => {
    const facts = { ...expression, name: column.name }
    return { expression, column: freshColumn(session, facts, lineageOf(session, [expression])) }
  })
  const columns = outputs.map(({ column }) => column)
  return { relation: { kind: 'map', input: relation, outputs, columns, at: relation.at }, columns }
}

function isColumn(expression: Expression, column: Column): boolean {
  return expression.kind === 'column' && expression.id === column.id
}

type Side = { readonly columns: readonly Column[] }

function combinedColumn(
  index: number,
  { outputs }: Resolved,
  sides: { readonly left: Side; readonly right: Side },
  operator: SetOperationSyntax['operator'],
  session: Session,
): Column {
  const [left, right] = [sides.left.columns[index], sides.right.columns[index]]
  if (left === undefined || right === undefined) throw new Error('a set operation lost a column')
  const name = outputs[index]?.name ?? left.name
  const lineage = union(left.lineage, right.lineage)
  // Of both sides whatever the operator: an engine may compute on a row of either before it knows which rows stay.
  const range = hull([left.range, right.range])
  return freshColumn(
    session,
    {
      name,
      type: left.type,
      nullable: isNullable(left, right, operator),
      ...(range === undefined ? {} : { range }),
    },
    lineage,
  )
}

/** A row of INTERSECT is in both sides, one of EXCEPT in the left. */
function isNullable(left: Column, right: Column, operator: SetOperationSyntax['operator']): boolean {
  if (operator === 'union') return left.nullable || right.nullable
  return operator === 'intersect' ? left.nullable && right.nullable : left.nullable
}
