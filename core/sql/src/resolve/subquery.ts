import { unify } from '../function/coerce.ts'
import type { Column, Expression, Relation } from '../relation/relation.ts'
import type { ExpressionSyntax, QuerySyntax } from '../syntax/tree.ts'
import { booleanType } from '../type/sql-type.ts'
import type { Context, Resolved } from './context.ts'
import { columnReference } from './facts.ts'
import { refuse, refuseArguments } from './report.ts'
import { freshColumn, noteFeature } from './session.ts'

type Syntax<K extends ExpressionSyntax['kind']> = Extract<ExpressionSyntax, { kind: K }>

/** `(SELECT …)` as a value: one column and, whatever the data, at most one row. */
export function resolveScalarQuery(syntax: Syntax<'scalar-query'>, context: Context): Expression | undefined {
  noteFeature(context.session, 'scalar-subquery', syntax.at, context.depth)
  const inner = resolveInner(syntax.query, context)
  const output = inner && onlyOutput(inner, syntax.query, context)
  if (inner === undefined || output === undefined) return undefined
  if (!givesOneRowAtMost(inner.relation)) return refuse(context.session, 'SQL_SUBQUERY_ROWS', {}, syntax.at)
  return {
    kind: 'scalar-query',
    relation: inner.relation,
    output: output.id,
    type: output.type,
    // Of no row at all the value is NULL.
    nullable: true,
    ...(output.range === undefined ? {} : { range: output.range }),
    at: syntax.at,
  }
}

/** `x [NOT] IN (SELECT …)`. */
export function resolveInQuery(syntax: Syntax<'in-query'>, context: Context): Expression | undefined {
  const { session } = context
  noteFeature(session, 'in-subquery', syntax.at, context.depth)
  const operand = context.resolvers.expression(syntax.operand, context)
  const inner = resolveInner(syntax.query, context)
  const output = inner && onlyOutput(inner, syntax.query, context)
  if (operand === undefined || inner === undefined || output === undefined) return undefined
  const reference = columnReference(output, syntax.query.at)
  const unified = unify([operand, reference])
  if ('expected' in unified) {
    return refuseArguments(session, unified, [operand, reference], { name: 'IN' }, syntax.at)
  }
  const [left, right] = unified.expressions
  if (left === undefined || right === undefined) return undefined
  const converted =
    right === reference ? { relation: inner.relation, column: output } : convert(inner, output, right, context)
  return {
    kind: 'in-query',
    operand: left,
    relation: converted.relation,
    output: converted.column.id,
    negated: syntax.negated,
    type: booleanType,
    nullable: left.nullable || right.nullable,
    at: syntax.at,
  }
}

/** `EXISTS (SELECT …)`. */
export function resolveExists(syntax: Syntax<'exists'>, context: Context): Expression | undefined {
  noteFeature(context.session, 'exists', syntax.at, context.depth)
  const inner = resolveInner(syntax.query, context)
  if (inner === undefined || !inner.complete || inner.outputs.some((output) => output.column === undefined)) {
    return undefined
  }
  return { kind: 'exists', relation: inner.relation, type: booleanType, nullable: false, at: syntax.at }
}

function resolveInner(query: QuerySyntax, context: Context): Resolved | undefined {
  const { session, resolvers, commonTables, scope, depth } = context
  return resolvers.query(query, { session, resolvers, commonTables, outer: scope, depth: depth + 1 })
}

function onlyOutput({ outputs, complete }: Resolved, query: QuerySyntax, context: Context): Column | undefined {
  const [output, ...others] = outputs
  if (others.length > 0 || (output === undefined && complete)) {
    return refuse(context.session, 'SQL_SUBQUERY_COLUMNS', { given: outputs.length }, query.at)
  }
  return complete ? output?.column : undefined
}

/** The subquery with its one column brought to the type it is compared in. */
function convert(
  { relation }: Resolved,
  output: Column,
  expression: Expression,
  { session }: Context,
): { readonly relation: Relation; readonly column: Column } {
  const { type, nullable, range } = expression
  const facts = { name: output.name, type, nullable, ...(range === undefined ? {} : { range }) }
  const column = freshColumn(session, facts, output.lineage)
  return {
    relation: { kind: 'map', input: relation, outputs: [{ column, expression }], columns: [column], at: relation.at },
    column,
  }
}

/** Whether a relation has, whatever the data, one row at most. */
function givesOneRowAtMost(relation: Relation): boolean {
  switch (relation.kind) {
    case 'table':
      return false
    case 'values':
      return relation.rows.length <= 1
    case 'map':
    case 'filter':
    case 'window':
    case 'sort':
      return givesOneRowAtMost(relation.input)
    case 'limit':
      return (relation.count !== undefined && relation.count <= 1) || givesOneRowAtMost(relation.input)
    case 'reduce':
      return relation.keys.length === 0 || givesOneRowAtMost(relation.input)
    case 'join':
      return relation.join !== 'full' && [relation.left, relation.right].every(givesOneRowAtMost)
    case 'set':
      // Of the unions only that of nothing would do, and nobody writes it.
      return !relation.operator.startsWith('union') && givesOneRowAtMost(relation.left)
  }
}
